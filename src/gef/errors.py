"""Root of every error raised on purpose, shared by all layers."""


class GefError(Exception):
    """Raised on purpose; its message is a French sentence that names where, what was found, what was expected."""
