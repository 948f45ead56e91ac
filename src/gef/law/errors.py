"""Errors of the law layer.

    GefError (gef.errors)
    ├── ParametreInconnuError           no parameter has that code
    ├── ParametreAbsentError            the parameter exists, but no value is in force on that day
    ├── GrandeurInvalideError           a written value cannot be read exactly in its unit
    ├── GrandeurInattendueError         a value is asked for as what it is not (a share read as a date…)
    ├── DroitInvalideError              a packaged file of parameters is wrong; names the file and the key
    ├── ValeurLocaleRefuseeError        a local value departs from the law where the law does not allow it
    ├── ValeursLocalesConcurrentesError two local values of the same rank apply on the same day
    └── TerritoireInconnuError          a code is not in the official list of the vintage in use

Messages are French: they reach the user as they are.
"""

from __future__ import annotations

from gef.errors import GefError


class ParametreInconnuError(GefError, LookupError):
    """No parameter of the law has that code."""


class ParametreAbsentError(GefError, LookupError):
    """No value is in force, or known, on that day; computing would invent the law."""


class GrandeurInvalideError(GefError, ValueError):
    """A written value cannot be read exactly in its unit."""


class GrandeurInattendueError(GefError, TypeError):
    """A value is asked for as a kind of quantity that it is not."""


class DroitInvalideError(GefError, ValueError):
    """A file of legal parameters breaks a rule of the format; the message names the file and the key."""


class ValeurLocaleRefuseeError(GefError, ValueError):
    """A local value departs from the law without the ground that the law asks for."""


class ValeursLocalesConcurrentesError(GefError, ValueError):
    """Two local values of the same rank claim the same parameter on the same day."""


class TerritoireInconnuError(GefError, LookupError):
    """A territory code is not in the official list of the vintage in use."""
