"""Pure, exact calculations of the gestion en flux. No Django, no I/O, no clock, no float for counts or shares."""
