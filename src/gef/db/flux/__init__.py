"""The flux: accounts, rights, conventions, liberations and their append-only facts."""
