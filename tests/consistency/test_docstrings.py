"""The examples of the docstrings are run: an example that lies is worse than none."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

from tests.consistency.tree import PACKAGE, modules, relative

WITH_EXAMPLES = [path for path in modules() if ">>> " in path.read_text(encoding="utf-8")]


def module_name(path: Path) -> str:
    return ".".join(("gef", *path.relative_to(PACKAGE).with_suffix("").parts))


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=relative)
def test_examples_say_the_truth(path: Path) -> None:
    result = doctest.testmod(importlib.import_module(module_name(path)))
    assert result.attempted > 0
    assert result.failed == 0


def test_examples_are_found() -> None:
    assert len(WITH_EXAMPLES) > 20


def test_a_lie_is_seen() -> None:
    example = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "lie", None, 0)
    assert doctest.DocTestRunner(verbose=False).run(example, out=lambda _: None).failed == 1
