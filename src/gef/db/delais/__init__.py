"""Delays of the conventions and closed days of a bailleur, as recorded."""
