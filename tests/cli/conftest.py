"""Run `gef` inside the process of the tests, as a terminal would."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.cli.dossier_exemple import write_dossier

from gef.cli.execution import run


@dataclass(frozen=True)
class Resultat:
    """What a command answered."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8-sig")

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Gef = Callable[..., Resultat]


@pytest.fixture
def gef(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Gef:
    """Give a function that runs a command line and returns what it answered."""

    def call(*arguments: object, stdin: bytes | str = b"") -> Resultat:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        code = run([str(argument) for argument in arguments])
        out, err = capsysbinary.readouterr()
        return Resultat(code, out, err.decode())

    return call


@pytest.fixture(scope="session")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the example; no test may change it."""
    return write_dossier(tmp_path_factory.mktemp("lys"))
