"""French for what the command-line library writes in English: the headings of the help, the errors of usage.

The library has no catalogue of translations, so its sentences are recognised and rewritten here, and nowhere else. A
sentence that is not in the table stays as it is: nothing is lost, and a test lists the usual ones.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

Table = tuple[tuple[re.Pattern[str], str], ...]


def _table(lines: Mapping[str, str]) -> Table:
    return tuple((re.compile(pattern, re.MULTILINE), french) for pattern, french in lines.items())


AIDE = _table(
    {
        r"^Usage:": "Usage :",
        r"COMMAND \[ARGS\]\.\.\.": "COMMANDE [ARGUMENTS]…",
        r"\{(\w+)\}$": r"\1",
        r"^Arguments:": "Arguments :",
        r"^Options:": "Options :",
        r"^Commands:": "Commandes :",
        r"\bdefault:": "par défaut :",
        r"\brequired\]": "obligatoire]",
        r" <path>": " " * len(" <path>"),  # the kind of an argument, in the column of the helps
        r" <str>": " " * len(" <str>"),
        r"Show this message and exit\.": "Affiche cette aide.",
    }
)

ERREURS = _table(
    {
        r"^Missing command\.$": "commande absente",
        r"^No such command '(.*)'\.$": r"commande « \1 » inconnue",
        r"^Missing option '(.*)'\.$": r"option \1 absente ; elle est obligatoire",
        r"^Missing argument '(.*)'\.$": r"argument \1 absent ; il est obligatoire",
        r"^No such option: (\S+) \(Possible options: (.*)\)$": r"option \1 inconnue ; peut-être \2",
        r"^No such option: (\S+)$": r"option \1 inconnue",
        r"^Option '(.*)' requires an argument\.$": r"option \1 sans valeur ; attendu : une valeur",
        r"^Option '(.*)' does not take a value\.$": r"option \1 : aucune valeur n’est attendue",
        r"^Got unexpected extra argument\(s\) \((.*)\)$": r"argument de trop : \1",
        r"^Invalid value for '(.*?)': ": r"\1 : ",
        r"^Invalid value: ": "",
        r"Value error, ": "",
        r"Input should be a valid integer, .*$": "attendu : un nombre entier",
        r"Input should be greater than or equal to (\d+)$": r"attendu : \1 ou plus",
        r"Input should be less than or equal to (\d+)$": r"attendu : \1 ou moins",
        r"'(.*)' is not one of (.*)\.$": r"« \1 » lu ; attendu : \2",
        r"'(.*)' does not match the formats '%Y-%m-%d'\.$": r"« \1 » lu ; attendu : une date AAAA-MM-JJ",
    }
)

SYSTEME: Mapping[int, str] = {
    errno.ENOENT: "dossier introuvable",
    errno.ENOTDIR: "son dossier est un fichier",
    errno.EISDIR: "c’est un dossier",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EROFS: "support en lecture seule",
    errno.ENOSPC: "plus de place sur le disque",
    errno.EDQUOT: "quota atteint",
    errno.ENAMETOOLONG: "nom trop long",
}


class Commande(TyperCommand):
    """A command whose help is in French."""

    def get_help(self, ctx: Any) -> str:
        return to_french(super().get_help(ctx), AIDE)


class Groupe(TyperGroup):
    """The group of all commands, whose help is in French."""

    def get_help(self, ctx: Any) -> str:
        return to_french(super().get_help(ctx), AIDE)


def to_french(text: str, table: Table) -> str:
    """Rewrite the sentences of the table that stand in a text."""
    for pattern, french in table:
        text = pattern.sub(french, text)
    return text


def explain_usage(error: TyperException) -> str:
    """Say what is wrong with a command line, and where its help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "gef"
    return f"{command} : {to_french(error.format_message(), ERREURS)}.\nVoir « {command} --help »."


def explain_system(error: OSError) -> str:
    """Say in French why the system refused."""
    return SYSTEME.get(error.errno or 0, error.strerror or str(error))
