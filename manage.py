#!/usr/bin/env python
"""Django's own commands, for developers; users have `gef`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gef.config.settings")
    os.environ.setdefault("GEF_DEBUG", "1")
    execute_from_command_line(sys.argv)
