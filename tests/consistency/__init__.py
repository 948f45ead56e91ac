"""The codebase's own rules: what a reader would otherwise have to check by hand."""
