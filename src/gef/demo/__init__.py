"""A fictional bailleur on a real territory, drawn deterministically."""
