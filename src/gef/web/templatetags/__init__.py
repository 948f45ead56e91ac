"""Tags and filters of the pages: `{% load gef %}`."""
