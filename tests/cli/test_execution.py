"""Exit codes: each is what the documentation says, whatever happens."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from tests.cli.conftest import Gef
from tests.cli.dossier_exemple import write_flux

from gef.cli import execution
from gef.cli.base import EchecError
from gef.errors import GefError

HEAR_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
GEF = (sys.executable, "-c", "import gef.cli; gef.cli.main()")


def start(*arguments: object, **options: object) -> subprocess.CompletedProcess[bytes]:
    """Run `gef` in a process of its own."""
    command = [*GEF, *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **options)  # type: ignore[call-overload]


def test_0_is_done() -> None:
    done = start("--version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"gef 0.")


def test_1_is_done_and_the_answer_is_no(tmp_path: Path) -> None:
    flux, journal = write_flux(tmp_path), tmp_path / "journal.jsonl"
    assert start("orienter", "--dossier", flux, "--sortie", tmp_path / "d.csv", "--journal", journal).returncode == 0
    lines = journal.read_text(encoding="utf-8").splitlines()
    assert '"reservataire":"AL","motif"' in lines[1]
    journal.write_text(
        "\n".join([lines[0], lines[1].replace('"reservataire":"AL","motif"', '"reservataire":"CD","motif"')]),
        encoding="utf-8",
    )
    done = start("rejouer", journal)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"rang 1" in done.stderr


def test_2_is_not_understood(tmp_path: Path) -> None:
    done = start("assiette", "--dossier", tmp_path, "--exercice", "2026")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "parc absent" in done.stderr.decode()


def test_3_is_another_failure(tmp_path: Path) -> None:
    done = start("droit", "--sortie", tmp_path / "absent" / "droit.json")
    assert (done.returncode, done.stdout) == (3, b"")
    assert "dossier introuvable" in done.stderr.decode()


def test_a_reader_who_leaves_is_not_a_failure() -> None:
    script = f"{sys.executable} -m tests.cli.gef droit | head -c 10 >/dev/null; echo ${{PIPESTATUS[0]}}"
    shown = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert (shown.stdout, shown.stderr) == ("0\n", "")


def test_ctrl_c_leaves_quietly_and_nothing_half_written(tmp_path: Path) -> None:
    """Interrupted once it has begun to write.

    A shell makes the jobs that it puts in the background deaf to Ctrl-C: this one must hear it wherever tests run.
    """
    flux = write_flux(tmp_path / "flux")
    head, line = (flux / "flux.csv").read_text(encoding="utf-8").splitlines()[:2]
    rows = (line.replace("1,", f"{n},", 1).replace("L1", f"L{n}") for n in range(1, 40_000))
    (flux / "flux.csv").write_text("\n".join((head, *rows)), encoding="utf-8")
    command = [sys.executable, "-c", f"{HEAR_CTRL_C}; {GEF[-1]}", "orienter", "--dossier", str(flux)]
    sorties = ["--sortie", str(tmp_path / "d.csv"), "--journal", str(tmp_path / "j.jsonl")]
    with subprocess.Popen([*command, *sorties], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while process.poll() is None and not list(tmp_path.glob(".*.partiel")):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert list(tmp_path.iterdir()) == [flux]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (GefError("une phrase."), 2, "gef : une phrase.\n"),
        (EchecError("disque plein."), 3, "gef : disque plein."),
        (ZeroDivisionError("division"), 3, "erreur inattendue (ZeroDivisionError : division)"),
        (KeyboardInterrupt(), 130, ""),
        (SystemExit(7), 7, ""),
    ],
)
def test_every_error_has_its_code(
    gef: Gef, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    application = typer.Typer()

    @application.command("echouer")
    def fail() -> None:
        raise error

    @application.command("autre")
    def other() -> None: ...

    monkeypatch.setattr(execution, "build_application", lambda: application)
    if isinstance(error, SystemExit):
        with pytest.raises(SystemExit, match="7"):
            gef("echouer")
        return
    result = gef("echouer")
    assert (result.code, result.out) == (code, b"")
    assert said in result.err
    assert "Traceback" not in result.err


def test_a_trace_is_given_when_it_is_asked_for(gef: Gef, monkeypatch: pytest.MonkeyPatch) -> None:
    application = typer.Typer()
    application.command("echouer")(lambda: 1 // 0)
    monkeypatch.setattr(execution, "build_application", lambda: application)
    monkeypatch.setenv("GEF_TRACE", "1")
    assert "Traceback" in gef().err


def test_help_is_quick() -> None:
    """Printed, not judged: the machine decides."""
    begin = time.perf_counter()
    done = start("--help")
    print(f"gef --help : {time.perf_counter() - begin:.2f} s")
    assert done.returncode == 0
    script = (
        "import sys, gef.cli.execution as e; e.run(['--help']); print(sorted({'django', 'polars'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout.splitlines()[-1] == "[]"
