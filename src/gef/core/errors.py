"""The exception tree of the core.

    GefError (gef.errors)         everything that the product raises on purpose
    ├── DonneeInvalideError       a value given to a calculation is outside its domain
    ├── DoubleSoustractionError   the same category would leave the assiette twice
    ├── PartsIncompatiblesError   parts of a territory exceed the whole, or do not sum as declared
    ├── TransitionInterditeError  a fact or a word cannot follow those already written
    └── JournalIncoherentError    a journal does not replay to the decisions that it records

Messages are French: they reach the user as they are. They name where, what was found and what was expected.
"""

from gef.errors import GefError


class DonneeInvalideError(GefError, ValueError):
    """A value given to a calculation is outside its domain."""


class DoubleSoustractionError(GefError, ValueError):
    """The same category of logements would be subtracted twice from the assiette."""


class PartsIncompatiblesError(GefError, ValueError):
    """The parts of a territory exceed the whole, or do not sum as declared."""


class TransitionInterditeError(GefError, ValueError):
    """A fact cannot follow those of a logement, or a word those of the dialogue on a right."""


class JournalIncoherentError(GefError, ValueError):
    """A journal does not replay to the decisions that it records."""
