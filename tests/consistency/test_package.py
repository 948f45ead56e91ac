"""An installed wheel holds everything that the program reads at run time."""

from __future__ import annotations

import fnmatch
import tomllib
from importlib.resources import files

import pytest

from tests.consistency.tree import PACKAGE, ROOT, project_files

WHEEL = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"][
    "wheel"
]
IGNORED = [
    line.strip()
    for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
RESOURCES = sorted(
    p.relative_to(PACKAGE).as_posix()
    for p in project_files()
    if p.is_relative_to(PACKAGE) and p.suffix not in {".py", ".pyc"}
)


def left_out(resource: str, patterns: list[str]) -> list[str]:
    """List the ignore patterns that would keep a file out of the wheel: the builder obeys `.gitignore`."""
    parts = resource.split("/")
    matched = []
    for pattern in patterns:
        subjects = parts[:-1] if pattern.endswith("/") else parts
        if any(fnmatch.fnmatch(part, pattern.rstrip("/")) for part in subjects):
            matched.append(pattern)
    return matched


def test_the_wheel_is_the_package_folder_whole() -> None:
    assert WHEEL == {"packages": ["src/gef"]}


def test_resources_exist() -> None:
    assert "py.typed" in RESOURCES


@pytest.mark.parametrize("resource", RESOURCES)
def test_resource_reaches_the_installed_program(resource: str) -> None:
    assert left_out(resource, IGNORED) == []
    assert files("gef").joinpath(*resource.split("/")).is_file()


def test_an_ignored_resource_is_seen() -> None:
    assert left_out("web/static/build/a.css", ["build/", "*.pyc"]) == ["build/"]
    assert left_out("demo/data.sqlite3", ["*.sqlite3*"]) == ["*.sqlite3*"]
    assert left_out("law/parametres/cch.toml", ["build/", "cch/"]) == []
