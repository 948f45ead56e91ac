"""A headless Chromium on the served demonstration: what the walks, the journeys and the captures share."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright
from tests.access.habilitations import read_matrice
from tests.builders_parc import PREVISION, a_modele
from tests.routes import Route, list_routes

from gef.demo.acces import GESTIONNAIRE, GRASSE, LECTEUR, MOT_DE_PASSE, AccesDemo

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ATTENTE_SECONDES = 60
NON_PRISE = 405
# Profile → who signs in, and his column of the permission matrix.
PROFILS: Mapping[str, tuple[AccesDemo | None, str]] = {
    "anonyme": (None, "anonyme"),
    "gestionnaire": (GESTIONNAIRE, "gestionnaire_soi"),
    "lecteur": (LECTEUR, "lecteur_soi"),
    "reservataire": (GRASSE, "reservataire_soi"),
}


@dataclass(frozen=True, slots=True)
class Ecran:
    """A page of the product for a profile, with the code that the matrix expects."""

    profil: str
    route: Route
    code: int

    @property
    def nom(self) -> str:
        """Short name, for the tests and the files."""
        return f"{self.profil}-{self.route.nom.replace(':', '-')}"


def list_ecrans() -> list[Ecran]:
    """List what each profile may open, from the routes and the matrix; a visitor sees the sign-in only."""
    codes = {ligne.route: ligne.codes for ligne in read_matrice() if ligne.methode == "GET"}
    ecrans = [
        Ecran(profil, route, codes[route.nom][column])
        for profil, (_, column) in PROFILS.items()
        for route in list_routes()
    ]
    return [e for e in ecrans if e.code in {200, 403, 404} and (e.profil != "anonyme" or e.route.nom == "connexion")]


def find_chromium() -> str | None:
    """Path of the browser of the system; the walks are skipped without it."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def open_chromium(playwright: Playwright) -> Browser:
    """Start the browser of the system; nothing is downloaded."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))


def load_demo(folder: Path) -> None:
    """Load the demonstration in a folder, without serving it."""
    command = [*_gef_demo(folder), "--sans-servir"]
    subprocess.run(command, env=_environment(), check=True, capture_output=True)


def _gef_demo(folder: Path) -> list[str]:
    return [str(Path(sys.executable).with_name("gef")), "demo", "--donnees", str(folder)]


def _environment() -> dict[str, str]:
    """Environment of the commands: nothing of the tests' own settings."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("GEF_", "DJANGO_", "DATABASE_"))}


@contextmanager
def served_demo(folder: Path) -> Iterator[str]:
    """Serve the demonstration of a folder as `make demo` does, loaded first where it is not; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*_gef_demo(folder), "--port", str(port)]
    with (
        (folder / "serveur.log").open("wb") as log,
        subprocess.Popen(command, env=_environment(), stdout=log, stderr=subprocess.STDOUT) as server,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}/connexion", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + ATTENTE_SECONDES
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(f"{address} does not answer")


# What addresses are about before the pages are read.
PAR_DEFAUT: Mapping[str, Any] = {
    "exercice": 2025,
    "version": 1,
    "categorie": "pli",
    "genre": "conventions",
    "kind": "acceptation",
    "desaccord": "hors_liste",
    "extension": "csv",
    "empreinte": "0" * 64,
    "droit": 0,
    "travail": 0,
    "piece": 0,
    "acces": 0,
    "programme": 0,
    "seance": 0,
    "passage": 0,
    "reunion": 0,
    "decision": 0,
    "convention": 0,
    "jeton": "inconnu",
}


class Visite:
    """A browser on a served demonstration; each profile signs in once."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self._states: dict[str, Any] = {}
        self._values: dict[str, dict[str, Any]] = {}

    @contextmanager
    def open(self, profil: str, **options: Any) -> Iterator[Page]:
        """Open a page for a profile, signed in."""
        context = self.browser.new_context(
            base_url=self.base, locale="fr-FR", storage_state=self._state(profil), **options
        )
        try:
            yield context.new_page()
        finally:
            context.close()

    def address(self, ecran: Ecran) -> str:
        """Address of a screen, about what the profile sees."""
        return ecran.route.address(self._values_of(ecran.profil))

    def _state(self, profil: str) -> Any:
        acces = PROFILS[profil][0]
        if acces is None:
            return None
        if profil not in self._states:
            context = self.browser.new_context(base_url=self.base)
            sign_in(context.new_page(), acces)
            self._states[profil] = context.storage_state()
            context.close()
        return self._states[profil]

    def _find_values(self, page: Page, profil: str) -> dict[str, Any]:
        """Find on the pages what addresses are about: a dwelling, an account, a deposit that waits."""
        values: dict[str, Any] = dict(PAR_DEFAUT)
        if profil == "anonyme":
            return values
        page.goto("/")
        account = page.locator("a[href^='/comptes/']:not([href$='/BAILLEUR'])").first.get_attribute("href") or ""
        _, _, bailleur, code = account.split("/")
        dwelling = page.locator("a[href^='/logements/']").first.get_attribute("href") or ""
        reference = dwelling.removeprefix("/logements/").partition("?")[0]
        values |= {"bailleur": bailleur, "code": code, "reference": reference}
        values["programme"] = find_programme(page)
        values["convention"] = find_convention(page)
        values |= find_droit(page, is_bailleur=profil in {"gestionnaire", "lecteur"})
        values |= find_seance(page, is_bailleur=profil in {"gestionnaire", "lecteur"})
        values |= find_reunion(page)
        if profil == "gestionnaire":
            values["empreinte"] = hand_in(page)
            values["travail"] = ask_releves(page)
        elif profil == "lecteur":
            values |= {key: self._values_of("gestionnaire")[key] for key in ("empreinte", "travail")}
        return values

    def _values_of(self, profil: str) -> dict[str, Any]:
        if profil not in self._values:
            with self.open(profil) as page:
                self._values[profil] = self._find_values(page, profil)
        return self._values[profil]


def find_droit(page: Page, *, is_bailleur: bool) -> dict[str, str]:
    """Find a line of the register, the document joined to it, and a past access, as far as the profile sees them."""
    values: dict[str, str] = {}
    if is_bailleur:
        page.goto("/assistance")
        access = page.locator("tbody a[href^='/assistance/']").first.get_attribute("href") or ""
        page.goto("/etat-des-lieux/registre")
        line = page.locator("tbody a[href^='/etat-des-lieux/registre/']").first.get_attribute("href") or ""
        values = {"acces": access.rpartition("/")[2], "droit": line.rpartition("/")[2]}
        page.goto(line)  # contested first: its document is there
    else:
        page.goto("/vos-droits")
    pieces = page.locator("a[href^='/pieces/']")
    if pieces.count():
        values["piece"] = (pieces.first.get_attribute("href") or "").rpartition("/")[2]
    return values


def find_seance(page: Page, *, is_bailleur: bool) -> dict[str, str]:
    """Find a session of the commission, and a dwelling of its agenda for the bailleur."""
    page.goto("/caleol")
    values = {"seance": last_part(page, "tbody a[href^='/caleol/']")}
    if is_bailleur:
        page.goto(f"/caleol/{values['seance']}")
        values["passage"] = last_part(page, "tbody a[href^='/caleol/logements/']")
    return values


def find_reunion(page: Page) -> dict[str, int]:
    """Find a meeting of a conférence, and one of its decisions."""
    page.goto("/conference")
    decision = last_part(page, "tbody a[href^='/conference/decisions/']")
    return {"decision": decision, "reunion": last_part(page, "#reunions tbody a")}


def find_convention(page: Page) -> int:
    """Number of the first written convention of the list."""
    page.goto("/conventions")
    return last_part(page, "tbody a[href^='/conventions/']")


def find_programme(page: Page) -> str:
    """Number of the last programme of the list."""
    page.goto("/programmes")
    address = page.locator("tbody a[href^='/programmes/']").last.get_attribute("href") or ""
    return address.rpartition("/")[2]


def last_part(page: Page, selector: str) -> int:
    """Key of what the first link of a kind opens."""
    return int((page.locator(selector).first.get_attribute("href") or "").rpartition("/")[2])


def sign_in(page: Page, acces: AccesDemo) -> None:
    """Sign in through the form."""
    page.goto("/connexion")
    page.get_by_label("Adresse électronique").fill(acces.email)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/")


def hand_in(page: Page) -> str:
    """Hand in a file of forecasts through the form; give its fingerprint, which is its address."""
    page.goto("/etat-des-lieux/depot?genre=previsions")
    page.locator("input[type=file]").set_input_files(
        {"name": "previsions.csv", "mimeType": "text/csv", "buffer": a_modele("previsions", PREVISION)}
    )
    page.locator("main form[enctype] button[type=submit]").first.click()
    page.wait_for_url("**/depot/*")
    return page.url.rpartition("/")[2].partition("?")[0]


def ask_releves(page: Page) -> str:
    """Ask for the statements of all, and wait for their file on a page that refreshes itself; give the work's number."""
    page.goto("/etat-des-lieux/droits/releves")
    page.get_by_role("button", name="Préparer les relevés").click()
    page.wait_for_url("**/travaux/*")
    page.get_by_role("link", name="Télécharger").wait_for(timeout=ATTENTE_SECONDES * 1000)
    return page.url.rpartition("/")[2]


def watch(page: Page, base: str) -> list[str]:
    """Note what a page must never do: an error of script or style, a request elsewhere."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda message: faults.append(f"console: {message.text}") if message.type == "error" else None)
    page.on(
        "request",
        lambda request: None if request.url.startswith((base, "data:")) else faults.append(f"elsewhere: {request.url}"),
    )
    return faults


def overflow(page: Page) -> int:
    """Pixels that stick out of the window to the right."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
