"""The command `gef`: the same calculations as the screens, from files.

Exit codes:

- 0: done;
- 1: done, and the answer is no (anomalies that block a file, parts that exceed the whole, a journal that does not
  replay);
- 2: the command or a file could not be understood;
- 3: something else failed;
- 130: interrupted at the keyboard.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line, and leave with its exit code."""
    try:
        from gef.cli.execution import run

        raise SystemExit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
