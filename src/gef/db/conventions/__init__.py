"""Conventions as they are written: versions, words of the parties, remarks, templates."""
