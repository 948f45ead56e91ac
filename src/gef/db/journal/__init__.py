"""Runs kept for ever, and the journal of business acts."""
