"""The pages of the command line tell the truth: every option is there, every example gives what is written."""

from __future__ import annotations

import json
import re
import shlex
import typing
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.cli.conftest import Gef

from gef.actions.calculs import CALCULS, calculer, find_calcul, read_exemple
from gef.cli.application import build_application

DOCS = Path(__file__).parents[2] / "docs" / "exploitation"
COMMANDES = (DOCS / "commandes.md").read_text(encoding="utf-8")
CALCULS_PAGE = (DOCS / "calculs.md").read_text(encoding="utf-8")
APPLICATION = typer.main.get_command(build_application())
SKIP = "…"


def sections(text: str, heading: str) -> dict[str, str]:
    """Give the sections whose heading is a name in code, by that name."""
    parts = re.split(rf"^{heading} `(.+)`$", text, flags=re.MULTILINE)
    return dict(
        zip(parts[1::2], (re.split(r"^#{1,3} ", body, flags=re.MULTILINE)[0] for body in parts[2::2]), strict=True)
    )


def examples() -> list[tuple[str, list[str]]]:
    """List the command lines of the page with the lines that they are said to print, in order."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", COMMANDES, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def differs(shown: list[str], printed: list[str]) -> str:
    """Give the first line that is not what was printed; « … » stands for what is left out, lines or end of line."""
    rest = iter(printed)
    is_skipping = False
    for line in shown:
        if line == SKIP:
            is_skipping = True
            continue
        start, is_cut = line.removesuffix(SKIP), line.endswith(SKIP)
        found = next((p for p in rest if (p.startswith(start) if is_cut else p == line) or not is_skipping), None)
        if found is None or not (found.startswith(start) if is_cut else found == line):
            return f"{line!r}, printed {found!r}"
        is_skipping = False
    left = next(rest, None)
    return "" if is_skipping or left is None else f"nothing more, printed {left!r}"


def includes(whole: Any, part: Any) -> bool:
    """Whether an extract is what stands in a result: some fields of an object, the first items of a list."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(k in whole and includes(whole[k], v) for k, v in part.items())
    if isinstance(part, list) and part and isinstance(part[0], dict):
        return len(whole) >= len(part) and all(includes(w, p) for w, p in zip(whole, part, strict=False))
    return bool(whole == part)


def test_every_command_has_its_section_and_every_option_its_line() -> None:
    pages = sections(COMMANDES, "##")
    commands = APPLICATION.commands  # type: ignore[attr-defined]
    assert sorted(pages) == sorted(f"gef {nom}" for nom in commands)
    for nom, command in commands.items():
        for parameter in command.params:
            names = [o for o in (*parameter.opts, *parameter.secondary_opts) if o.startswith("--")]
            for name in names or [parameter.metavar]:
                assert re.search(rf"`{re.escape(name)}\b", pages[f"gef {nom}"]), f"gef {nom}, {name}"


def test_every_section_has_an_example() -> None:
    shown = {line.split()[1] for line, _ in examples()}
    assert shown == set(APPLICATION.commands)  # type: ignore[attr-defined]


@pytest.mark.slow
def test_examples_print_what_the_page_says(gef: Gef, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for line, shown in examples():
        words, _, source = line.partition(" < ")
        result = gef(*shlex.split(words)[1:], stdin=Path(source).read_bytes() if source else b"")
        assert result.code == 0, line
        assert differs(shown, (result.text + result.err).splitlines()) == "", line


def test_every_calculation_has_its_section() -> None:
    assert list(sections(CALCULS_PAGE, "###")) == sorted(CALCULS, key=lambda nom: CALCULS_PAGE.index(f"### `{nom}`"))
    assert set(sections(CALCULS_PAGE, "###")) == set(CALCULS)


@pytest.mark.parametrize("nom", CALCULS)
def test_a_section_names_every_field_of_the_entry(nom: str) -> None:
    section = sections(CALCULS_PAGE, "###")[nom]
    named = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert named == [champ.name for champ in fields(find_calcul(nom).entree)]


@pytest.mark.parametrize("nom", CALCULS)
def test_a_section_names_every_field_of_the_objects_of_the_entry(nom: str) -> None:
    """In the section, or among the common objects."""
    common = CALCULS_PAGE[CALCULS_PAGE.index("## Les objets communs") :]
    said = set(re.findall(r"`(\w+)`", sections(CALCULS_PAGE, "###")[nom] + common))
    for kind in _dataclasses(find_calcul(nom).entree):
        if "Enregistree" not in kind.__name__ and kind.__name__ != "Contrefactuel":  # a line of the journal, as it is
            assert {champ.name for champ in fields(kind)} <= said, kind.__name__


def _dataclasses(kind: Any) -> set[Any]:
    found = {kind} if hasattr(kind, "__dataclass_fields__") else set()
    inner = typing.get_type_hints(kind).values() if found else typing.get_args(kind)
    return found.union(*(_dataclasses(item) for item in inner)) if inner else found


@pytest.mark.parametrize("nom", CALCULS)
def test_the_extract_of_a_section_is_what_the_calculation_gives(nom: str) -> None:
    (extract,) = re.findall(r"```json\n(.*?)```", sections(CALCULS_PAGE, "###")[nom], re.DOTALL)
    assert includes(calculer(nom, read_exemple(nom)), json.loads(extract))


def test_a_false_example_is_seen() -> None:
    assert differs(["a", SKIP, "d"], ["a", "b", "c", "d"]) == ""
    assert differs(["a", SKIP], ["a"]) == ""
    assert differs(["ab…"], ["abc"]) == ""
    assert differs(["a"], ["a", "b"]) != ""
    assert differs(["a", "b"], ["a"]) != ""
    assert differs(["x"], ["a"]) != ""
    assert differs([SKIP, "x"], ["a", "b"]) != ""
    assert includes({"a": [{"b": 1, "c": 2}, {"b": 3}]}, {"a": [{"b": 1}]})
    assert not includes({"a": [{"b": 1}]}, {"a": [{"b": 2}]})
    assert not includes({"a": [1, 2]}, {"a": [1]})
