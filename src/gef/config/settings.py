"""Settings of the site, read from the environment; what is missing or wrong stops the start with a French sentence.

GEF_CLE_SECRETE   secret key (50 characters or more); needed unless GEF_DEBUG=1
GEF_HOTES         host names, separated by commas
DATABASE_URL      sqlite:///… or postgres://… ; by default a SQLite file under GEF_DONNEES
GEF_DONNEES       folder of the database and of the kept files ; by default ./var
GEF_DEBUG         1 for a development machine only
GEF_LECTURE_AU_DEMARRAGE  0 to read nothing ahead when a process of the site starts
GEF_SMTP_HOTE     server of the e-mails, with GEF_SMTP_PORT, _UTILISATEUR, _MOT_DE_PASSE, _CHIFFREMENT ; by default they
                  are printed on the console
GEF_EXPEDITEUR    address from which e-mails are sent ; needed with GEF_SMTP_HOTE
GEF_ADRESSE       where people find the site, for the e-mails that no request sends ; by default the first of GEF_HOTES
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured


def read_flag(name: str, default: str = "0") -> bool:
    value = os.environ.get(name, default)
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} vaut « {value} » ; attendu : 0 ou 1.")
    return value == "1"


def read_day(name: str) -> date | None:
    value = os.environ.get(name)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} vaut « {value} » ; attendu : une date AAAA-MM-JJ.") from error


CLE_MINIMUM = 50


def read_secret(*, debug: bool) -> str:
    value = os.environ.get("GEF_CLE_SECRETE", "")
    if value and len(value) < CLE_MINIMUM:
        raise ImproperlyConfigured("GEF_CLE_SECRETE est trop courte ; attendu : 50 caractères au moins.")
    if not value and not debug:
        raise ImproperlyConfigured(
            "GEF_CLE_SECRETE est absente ; attendu : 50 caractères au moins (voir docs/exploitation)."
        )
    return value or "cle-de-developpement-sans-secret-a-ne-jamais-mettre-en-service"


def read_port(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= PORT_MAXIMUM):
        raise ImproperlyConfigured(f"{name} vaut « {value} » ; attendu : un numéro de port.")
    return int(value)


def read_choice(name: str, *choices: str) -> str:
    """Read one of the choices; the first one is the default."""
    value = os.environ.get(name) or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} vaut « {value} » ; attendu : {', '.join(choices)}.")
    return value


def read_expediteur(*, needed: bool) -> str:
    value = os.environ.get("GEF_EXPEDITEUR", "")
    if needed and "@" not in value:
        raise ImproperlyConfigured(f"GEF_EXPEDITEUR vaut « {value} » ; attendu : l’adresse qui envoie les e-mails.")
    return value or "gestion-en-flux@localhost"


def read_adresse(hosts: list[str], *, scheme: str) -> str:
    """Read the address of the site, without its last slash; "" when a host name does not give it."""
    value = os.environ.get("GEF_ADRESSE", "")
    if value and not value.startswith(("http://", "https://")):
        raise ImproperlyConfigured(f"GEF_ADRESSE vaut « {value} » ; attendu : https://, puis le nom du site.")
    if value:
        return value.rstrip("/")
    first = next(iter(hosts), "*")
    return "" if first.startswith((".", "*")) else f"{scheme}://{first}"


PORT_MAXIMUM = 65_535
DEBUG = read_flag("GEF_DEBUG")
SECRET_KEY = read_secret(debug=DEBUG)
ALLOWED_HOSTS = [h for h in os.environ.get("GEF_HOTES", "127.0.0.1,localhost").split(",") if h]
GEF_DONNEES = Path(os.environ.get("GEF_DONNEES", "var")).resolve()
GEF_DEMO = read_flag("GEF_DEMO")
GEF_JOUR = read_day("GEF_JOUR")
GEF_LECTURE_AU_DEMARRAGE = read_flag("GEF_LECTURE_AU_DEMARRAGE", "1")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "gef.access",
    "gef.db.patrimoine",
    "gef.db.flux",
    "gef.db.caleol",
    "gef.db.conventions",
    "gef.db.delais",
    "gef.db.designation",
    "gef.db.reglages",
    "gef.db.residences",
    "gef.db.besoins",
    "gef.db.dialogue",
    "gef.db.assistance",
    "gef.db.avertissements",
    "gef.db.imputations",
    "gef.db.bilans",
    "gef.db.programmes",
    "gef.db.vues",
    "gef.db.instances",
    "gef.db.journal",
    "gef.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gef.web.typographie.TypographieMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Closed by default: a page is public only when its view says so.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gef.web.middleware.ActeurMiddleware",
    "gef.web.middleware.AssistanceMiddleware",
    "gef.web.middleware.EmpechementMiddleware",
]

ROOT_URLCONF = "gef.config.urls"
WSGI_APPLICATION = "gef.config.wsgi.application"
AUTH_USER_MODEL = "access.Utilisateur"
LOGIN_URL = "connexion"
LOGIN_REDIRECT_URL = "web:accueil"
LOGOUT_REDIRECT_URL = "connexion"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gef.web.contexte.page",
            ],
        },
    },
]


def read_database() -> dict[str, object]:
    base = dict(dj_database_url.config(default=f"sqlite:///{GEF_DONNEES / 'gef.sqlite3'}"))
    if base["ENGINE"] == "django.db.backends.sqlite3":
        # One writer at a time, readers never blocked, and a write lock taken at once rather than half-way.
        base["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    return base


DATABASES = {"default": read_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Without a server, e-mails are printed on the console: whoever runs the site hands the link over himself.
EMAIL_HOST = os.environ.get("GEF_SMTP_HOTE", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = read_port("GEF_SMTP_PORT", 587)
EMAIL_HOST_USER = os.environ.get("GEF_SMTP_UTILISATEUR", "")
EMAIL_HOST_PASSWORD = os.environ.get("GEF_SMTP_MOT_DE_PASSE", "")
CHIFFREMENT = read_choice("GEF_SMTP_CHIFFREMENT", "starttls", "tls", "aucun")
EMAIL_USE_TLS, EMAIL_USE_SSL = CHIFFREMENT == "starttls", CHIFFREMENT == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = read_expediteur(needed=bool(EMAIL_HOST))

# Warnings and failures go to standard error, where the service manager keeps them; requests hold no personal data.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"simple": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "simple"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = GEF_DONNEES / "static"
# The plain manifest: the compressed one costs tens of seconds at start when brotli happens to be installed.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = GEF_DONNEES / "fichiers"
# Background work waits in the database of the site; `gef travailleur` does it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
# The demonstration is served over plain HTTP on the loopback; everything else is HTTPS.
EN_CLAIR = DEBUG or GEF_DEMO
GEF_ADRESSE = read_adresse(ALLOWED_HOSTS, scheme="http" if EN_CLAIR else "https")
SESSION_COOKIE_SECURE = not EN_CLAIR
CSRF_COOKIE_SECURE = not EN_CLAIR
SECURE_SSL_REDIRECT = not EN_CLAIR
SECURE_HSTS_SECONDS = 0 if EN_CLAIR else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not EN_CLAIR
SECURE_HSTS_PRELOAD = not EN_CLAIR
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if read_flag("GEF_DERRIERE_PROXY") else None
