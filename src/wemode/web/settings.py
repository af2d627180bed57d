"""Django's settings for the pages, built on the store's; one process, one case file, this machine.

WEMODE_FILE is the case file; WEMODE_DOOR the patients' door, beside it unless set. WEMODE_DEMO=1
with WEMODE_DEMO_PASSPHRASE opens a throw-away file at the start for whoever comes; nothing else
should set it.
"""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from platformdirs import user_data_path

from wemode.store.setup import store_settings

HERE = Path(__file__).parent
_file = os.environ.get("WEMODE_FILE")
CASE_FILE = Path(_file) if _file else user_data_path("wemode", appauthor=False) / "cases.wemode"
_door = os.environ.get("WEMODE_DOOR")
DOOR_FILE = Path(_door) if _door else None
DEMO = os.environ.get("WEMODE_DEMO") == "1"
DEMO_PASSPHRASE = os.environ.get("WEMODE_DEMO_PASSPHRASE", "")
# Locks itself after this many seconds in which nobody asked for a page.
IDLE_SECONDS = 15 * 60
# What patients sent is fetched from the door at most once in this time.
COLLECT_SECONDS = 1 if DEMO else 30
# A transcript may be this large; it is held in memory only, for the disk would hold it in clear.
LARGEST_UPLOAD = 64 * 1024 * 1024

_store = store_settings(CASE_FILE)
DATABASES = _store["DATABASES"]
DEFAULT_AUTO_FIELD = _store["DEFAULT_AUTO_FIELD"]
USE_TZ = _store["USE_TZ"]
DEBUG = False

# New in every process: with the process ends every session of a browser.
SECRET_KEY = secrets.token_urlsafe(48)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ROOT_URLCONF = "wemode.web.urls"
WSGI_APPLICATION = "wemode.web.wsgi.application"
INSTALLED_APPS = [
    *_store["INSTALLED_APPS"],
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "wemode.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "wemode.web.quiet_answers.quiet_answers",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wemode.web.middleware.ProblemPages",
    "wemode.web.middleware.locked_out",
    "wemode.web.door_keeper.door_keeper",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "wemode.web.context.page",
            ]
        },
    }
]

# The cookie says that this browser unlocked the file, and nothing about any case.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_NAME = "wemode_demo" if DEMO else "wemode"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{SESSION_COOKIE_NAME}_csrf"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "wemode.web.views.errors.csrf_failed"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

FILE_UPLOAD_HANDLERS = ["wemode.web.upload.InMemoryUpload"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
# Times are shown in the zone of this machine, where the reader sits. Taken before Django puts
# TIME_ZONE in its place.
LOCAL_ZONE = datetime.now().astimezone().tzinfo
TIME_ZONE = "UTC"

# Neither the words of an exception nor an address: a traceback's places only.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"places": {"()": "wemode.web.quiet_log.PlacesOnly"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "places", "level": "ERROR"},
        "null": {"class": "logging.NullHandler"},
    },
    "loggers": {
        **_store["LOGGING"]["loggers"],
        "wemode": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["null"], "level": "CRITICAL", "propagate": False},
        "django.server": {"handlers": ["null"], "level": "CRITICAL", "propagate": False},
    },
}
