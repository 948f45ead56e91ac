"""Nothing that a person reads on the command line is in English."""

from __future__ import annotations

import errno
import re

import pytest
from tests.cli.conftest import Gef

from gef.cli.application import build_application
from gef.cli.francais import ERREURS, explain_system, to_french

COMMANDES = sorted(str(command.name) for command in build_application().registered_commands)
ENGLISH = re.compile(
    r"\b(usage:|commands:|arguments:|options:|show|exit|default|required|missing|invalid|value|input|should|such|"
    r"got|unexpected|error|try|help for|path|integer|the|this|is|not|one of)\b",
    re.IGNORECASE,
)


def english(text: str) -> list[str]:
    """List the English words of a text, what is written by the person or named by the command left out."""
    return ENGLISH.findall(re.sub(r"« [^»]* »|--[a-z-]+", "", text))


@pytest.mark.parametrize("commande", ["", *COMMANDES])
def test_help_is_french_and_gives_the_exit_codes(gef: Gef, commande: str) -> None:
    result = gef(*commande.split(), "--help")
    assert (result.code, result.err) == (0, "")
    assert english(result.text) == []
    assert "Codes de sortie : 0 fait" in result.text
    assert result.out == gef(*commande.split(), "-h").out


def test_every_command_is_listed_whole(gef: Gef) -> None:
    listed = gef("--help").text
    for commande in COMMANDES:
        assert re.search(rf"^  {commande} +\S.*\.$", listed, re.MULTILINE), commande
    assert "..." not in listed


def test_without_a_command_the_help_is_given_and_nothing_is_done(gef: Gef) -> None:
    result = gef()
    assert (result.code, result.out) == (2, b"")
    assert result.err.startswith("Usage : gef [OPTIONS] COMMANDE")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nada", "gef : commande « nada » inconnue."),
        ("--rien", "gef : option --rien inconnue"),
        ("assiette", "gef assiette : option --dossier absente ; elle est obligatoire."),
        ("assiette --dossie x", "gef assiette : option --dossie inconnue ; peut-être --dossier"),
        ("assiette --dossier", "gef : option --dossier sans valeur ; attendu : une valeur."),
        ("assiette --dossier x --exercice abc", "gef assiette : --exercice : attendu : un nombre entier."),
        ("assiette --dossier x --exercice 1999", "gef assiette : --exercice : attendu : 2018 ou plus."),
        ("assiette --dossier x --exercice 9999", "gef assiette : --exercice : attendu : 2100 ou moins."),
        ("droit --format xml", "gef droit : --format : « xml » lu ; attendu : 'json', 'csv'."),
        ("droit --au 31/12/2026", "gef droit : --au : « 31/12/2026 » lu ; attendu : une date AAAA-MM-JJ."),
        ("droit --markdown=oui", "gef : option --markdown : aucune valeur n’est attendue."),
        ("rejouer", "gef rejouer : argument FICHIER absent ; il est obligatoire."),
        ("importer a b", "gef importer : argument de trop : b."),
        ("calculer assiette objectifs", "gef calculer : argument de trop : objectifs."),
        ("demo --port 0", "gef demo : --port : attendu : 1 ou plus."),
    ],
)
def test_errors_of_usage_are_french_and_show_the_way(gef: Gef, line: str, said: str) -> None:
    result = gef(*line.split())
    assert (result.code, result.out) == (2, b"")
    assert said in result.err
    assert result.err.rstrip().endswith("--help ».")
    assert english(result.err) == []


def test_a_sentence_that_is_not_known_is_kept() -> None:
    assert to_french("Something new.", ERREURS) == "Something new."


def test_the_system_speaks_french() -> None:
    assert explain_system(OSError(errno.ENOSPC, "No space left on device")) == "plus de place sur le disque"
    assert explain_system(OSError(errno.EIO, "Input/output error")) == "Input/output error"
