"""People at work over HTTP: what each one does, how long each page takes, what he is told.

A person reads a page, thinks, clicks. Nothing of the product is called here: only its pages, as a browser would.
"""

from __future__ import annotations

import html
import http.client
import random
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from urllib.parse import urlencode, urlsplit

MOT_DE_PASSE = "phrase de passe du banc"
REFLEXION_S = (2.0, 6.0)
ATTENTE_MAX_S = 60
TROP_TARD = ("a changé depuis", "n’attend plus de décision", "vient d’être orienté", "ne peut pas suivre")
REFUSED = {403, 404}


@dataclass(frozen=True, slots=True)
class Personne:
    """Who works: his address, "agent" or "reservataire", and whose dwellings he answers for."""

    email: str
    metier: str
    bailleur: int


@dataclass(slots=True)
class Mesure:
    """What was measured, by all."""

    temps: list[tuple[str, float]] = field(default_factory=list)
    erreurs: Counter[str] = field(default_factory=Counter)
    ecrits: int = 0
    depasses: int = 0
    verrou: Lock = field(default_factory=Lock)

    def note(self, page: str, seconds: float) -> None:
        with self.verrou:
            self.temps.append((page, seconds))

    def fail(self, what: str) -> None:
        with self.verrou:
            self.erreurs[what] += 1

    def tell(self, page: str, *, is_sent_on: bool) -> None:
        """Count what the answer to a form says: written, or too late. A form shown again wrote nothing."""
        with self.verrou:
            if not is_sent_on or any(words in page for words in TROP_TARD):
                self.depasses += 1
            else:
                self.ecrits += 1


class Navigateur:
    """A browser without pictures: cookies, redirections, forms."""

    def __init__(self, base: str, mesure: Mesure) -> None:
        self.host = urlsplit(base).netloc
        self.connection = http.client.HTTPConnection(self.host, timeout=ATTENTE_MAX_S)
        self.cookies: dict[str, str] = {}
        self.mesure = mesure
        self.is_sent_on = False

    def get(self, address: str, page: str) -> str:
        return self._ask("GET", address, page, None)

    def post(self, address: str, page: str, data: dict[str, str]) -> str:
        """Send a form; the page on which the answer leads is given, and its time is its own."""
        return self._ask("POST", address, page, data | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})

    def write(self, address: str, page: str, data: dict[str, str]) -> None:
        """Send a form that writes, and count what the answer says."""
        said = self.post(address, page, data)
        self.mesure.tell(said, is_sent_on=self.is_sent_on)

    def _ask(self, method: str, address: str, page: str, data: dict[str, str] | None) -> str:
        headers = {"Cookie": "; ".join(f"{nom}={value}" for nom, value in self.cookies.items())}
        body = None
        if data is not None:
            body = urlencode(data)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{self.host}/"}
        start = time.perf_counter()
        self.connection.request(method, address, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        self.mesure.note(f"{method} {page}", time.perf_counter() - start)
        for value in response.headers.get_all("Set-Cookie") or ():
            nom, _, rest = value.partition("=")
            self.cookies[nom] = rest.partition(";")[0]
        if response.status in (301, 302):
            shown = self.get(response.headers["Location"], f"après {page}")
            self.is_sent_on = True
            return shown
        self.is_sent_on = False
        if response.status >= 500 or (response.status >= 400 and response.status not in REFUSED | {422}):
            self.mesure.fail(f"{response.status} {method} {page}")
        return html.unescape(text)


def sign_in(browser: Navigateur, person: Personne) -> None:
    browser.get("/connexion", "connexion")
    browser.post("/connexion", "connexion", {"username": person.email, "password": MOT_DE_PASSE})


def orient(browser: Navigateur, rng: random.Random, day: str) -> None:
    """Open the worklist, take a dwelling of it, follow the proposal, send the sheet."""
    links = re.findall(r'href="(/logements/ATTENTE-[^"]+)"', browser.get("/orientation", "liste de travail"))
    if not links:
        return
    address = rng.choice(links)
    think(rng)
    sheet = browser.get(address, "fiche d’un logement")
    asked = re.search(r'name="reservataire" value="([^"]*)">\s*<input type="hidden" name="rang" value="(\d+)"', sheet)
    think(rng)
    if asked is None:
        return
    browser.write(address, "orienter", {"reservataire": asked[1], "propose": asked[1], "rang": asked[2], "motif": ""})
    think(rng)
    write(browser, rng, f"{address}/faits/transmission", "transmettre", day)


def answer(browser: Navigateur, rng: random.Random, day: str) -> None:
    """Open one's dwellings, take one that waits, accept it or refuse it."""
    links = re.findall(r'href="(/logements/ATTENTE-[^"]+)"', browser.get("/", "logements du réservataire"))
    if not links:
        return
    address = rng.choice(links)
    think(rng)
    page = browser.get(address, "logement vu du réservataire")
    facts = re.findall(r'href="(/logements/[^"]+/faits/(?:acceptation|refus)[^"]*)"', page)
    think(rng)
    if facts:
        write(browser, rng, rng.choice(facts), "répondre", day)


def write(browser: Navigateur, rng: random.Random, address: str, page: str, day: str) -> None:
    """Fill in the form of a fact and send it."""
    form = browser.get(address, f"formulaire : {page}")
    rang = re.search(r'name="rang" value="(\d+)"', form)
    if rang is None or '<button class="bouton" type="submit">' not in form:
        return
    think(rng)
    data = {"rang": rang[1], "date": day, "motif": ""}
    browser.write(address, page, data | ({"cause": "sans_candidat"} if "/refus" in address else {}))


def think(rng: random.Random) -> None:
    time.sleep(rng.uniform(*REFLEXION_S))


def work(browser: Navigateur, person: Personne, until: float, mesure: Mesure, day: str) -> None:
    """Work until the end of the day; whatever fails is counted and work goes on."""
    rng = random.Random(person.email)
    acts = {"agent": orient, "reservataire": answer}
    browser.mesure = mesure
    browser.connection.close()  # the server left those who waited for the others; a browser opens another one
    think(rng)
    while time.monotonic() < until:
        try:
            acts[person.metier](browser, rng, day)
        except (OSError, http.client.HTTPException) as error:
            mesure.fail(f"{type(error).__name__} {person.metier}")
            browser = Navigateur(f"http://{browser.host}", mesure)
            sign_in(browser, person)
        think(rng)


def work_together(base: str, people: list[Personne], seconds: int) -> Mesure:
    """Let everybody work at once; the first pages, read while the server wakes up, are not measured."""
    from tests.perf.grand_bailleur import JOUR

    day: date = JOUR
    browsers = [arrive(base, person) for person in people]
    mesure = Mesure()
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(len(people)) as pool:
        done = [
            pool.submit(work, browser, person, until, mesure, day.isoformat())
            for browser, person in zip(browsers, people, strict=True)
        ]
        for row in done:
            row.result()
    return mesure


def arrive(base: str, person: Personne) -> Navigateur:
    """Sign in and open one's first page, one person after the other: a morning, not a crowd at a door."""
    browser = Navigateur(base, Mesure())
    sign_in(browser, person)
    browser.get("/orientation" if person.metier == "agent" else "/", "arrivée")
    return browser
