"""`python -m tests.cli.gef`: the command, for the tests that need a shell."""

from __future__ import annotations

from gef.cli import main

if __name__ == "__main__":
    main()
