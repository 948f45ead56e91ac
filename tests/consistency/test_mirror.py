"""Each module of the layers without screens has its test file, at the mirrored place."""

from __future__ import annotations

from pathlib import Path

from tests.consistency.tree import PACKAGE, ROOT, modules

LAYERS = ("core", "law", "imports", "outputs", "actions")

EXCEPTIONS = {
    "core/errors.py": "declares the exceptions; each is raised in the test of the module that raises it",
    "imports/errors.py": "the same",
    "law/errors.py": "the same",
}


def expected_test(module: str) -> str:
    """Name the test file of a module: `core/parts.py` → `core/test_parts.py`."""
    path = Path(module)
    return path.with_name(f"test_{path.name}").as_posix()


def untested(names: list[str], tests: set[str]) -> list[str]:
    """List the modules whose test file does not exist."""
    subjects = [n for n in names if not n.endswith("__init__.py") and n not in EXCEPTIONS]
    return [n for n in subjects if expected_test(n) not in tests]


def _names() -> list[str]:
    return [p.relative_to(PACKAGE).as_posix() for p in modules(*LAYERS)]


def test_every_module_has_its_test_file() -> None:
    tests = {p.relative_to(ROOT / "tests").as_posix() for p in (ROOT / "tests").rglob("test_*.py")}
    assert untested(_names(), tests) == []


def test_exceptions_name_existing_modules() -> None:
    assert set(EXCEPTIONS) <= set(_names())


def test_a_missing_test_is_seen() -> None:
    names = ["core/__init__.py", "core/errors.py", "core/parts.py", "core/batch/scores.py"]
    assert untested(names, {"core/test_parts.py"}) == ["core/batch/scores.py"]
