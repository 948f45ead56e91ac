"""The command `gef`: the same calculations as the screens, from files.

Exit codes: 0 done; 1 done, and the answer is no (blocking anomalies, an obligation broken, a journal that does not
replay); 2 the command or a file could not be understood; 3 something else failed.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; every error raised on purpose ends in one French sentence on standard error."""
    from gef.cli.application import build_application
    from gef.errors import GefError

    try:
        build_application()()
    except GefError as error:
        print(f"gef : {error}", file=sys.stderr)
        raise SystemExit(2) from error
    except BrokenPipeError:
        raise SystemExit(0) from None
