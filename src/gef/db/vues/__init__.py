"""Views of pages that a person named, to find them again."""
