"""Settings of the tests: in-memory SQLite unless DATABASE_URL names a PostgreSQL server."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("GEF_DEBUG", "0")
os.environ.setdefault("GEF_DEMO", "1")
os.environ.setdefault("GEF_LECTURE_AU_DEMARRAGE", "0")
os.environ.setdefault("GEF_CLE_SECRETE", "cle-des-tests-" * 5)
os.environ.setdefault("GEF_DONNEES", str(Path(tempfile.gettempdir()) / f"gef-tests-{os.getpid()}"))

from gef.config.settings import *  # noqa: F403  (the environment must be set first)

# Whitenoise warns when the folder of the static files is not there, and warnings are errors.
Path(os.environ["GEF_DONNEES"], "static").mkdir(parents=True, exist_ok=True)

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# The cost of a password hash is not what these tests look at.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Background work is done at once, in the process that asks for it.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
