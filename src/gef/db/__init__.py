"""Storage: models, constraints, migrations and conversions to and from the core. Holds no rule."""
