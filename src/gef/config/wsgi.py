"""WSGI entry point, served by granian."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gef.config.settings")
application = get_wsgi_application()

if settings.GEF_LECTURE_AU_DEMARRAGE:
    from gef.web.warmup import start_warmup

    start_warmup()
