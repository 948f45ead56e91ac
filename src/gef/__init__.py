"""Gestion en flux: reservation rights of French social housing, from files to the annual bilan."""

__version__ = "0.1.0"
