"""Django configuration: settings read from the environment, that fail loudly."""
