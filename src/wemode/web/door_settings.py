"""Django's settings of ``wemode door``: the patients' pages alone; no case file, no key, no table.

WEMODE_DOOR is the door file. WEMODE_DOOR_HOSTS are the names by which patients reach it, with
blanks between. WEMODE_DOOR_TLS is "own" where this server speaks TLS itself, "proxy" where one in
front of it does, empty on this machine alone.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from wemode.web.settings import (
    CONTENT_SECURITY_POLICY,
    DEFAULT_AUTO_FIELD,
    LANGUAGE_CODE,
    LANGUAGES,
    LOCAL_ZONE,
    LOCALE_PATHS,
    LOGGING,
    STATIC_URL,
    TIME_ZONE,
    USE_I18N,
    USE_TZ,
    WHITENOISE_AUTOREFRESH,
    WHITENOISE_MAX_AGE,
    WHITENOISE_USE_FINDERS,
    X_FRAME_OPTIONS,
)

__all__ = [
    "CONTENT_SECURITY_POLICY",
    "DEFAULT_AUTO_FIELD",
    "LANGUAGES",
    "LANGUAGE_CODE",
    "LOCALE_PATHS",
    "LOCAL_ZONE",
    "LOGGING",
    "STATIC_URL",
    "TIME_ZONE",
    "USE_I18N",
    "USE_TZ",
    "WHITENOISE_AUTOREFRESH",
    "WHITENOISE_MAX_AGE",
    "WHITENOISE_USE_FINDERS",
    "X_FRAME_OPTIONS",
]

DOOR_FILE = Path(os.environ["WEMODE_DOOR"])
TLS = os.environ.get("WEMODE_DOOR_TLS", "")
DATABASES: dict[str, Any] = {}
DEBUG = False

SECRET_KEY = secrets.token_urlsafe(48)
ALLOWED_HOSTS = os.environ.get("WEMODE_DOOR_HOSTS", "").split()
ROOT_URLCONF = "wemode.web.door_urls"
WSGI_APPLICATION = "wemode.web.door_wsgi.application"
INSTALLED_APPS = ["django.contrib.staticfiles", "csp", "wemode.web"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "wemode.web.quiet_answers.quiet_answers",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

CSRF_COOKIE_NAME = "wemode_patient_csrf"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_PATH = "/p/"
CSRF_COOKIE_SECURE = bool(TLS)
CSRF_FAILURE_VIEW = "wemode.web.views.door_errors.csrf_failed"

# Never the path, which holds the token on the first visit. Not "no-referrer": with that browsers
# send no Origin either, and Django refuses the form.
SECURE_REFERRER_POLICY = "strict-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if TLS == "own" else 0
# Only a proxy of the practice's own may be believed: with no proxy a client could say this itself.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS == "proxy" else None

# What a phone kept while it was offline comes in one go; each letter in it has its own limit.
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# No form of the patient's takes a file: one that comes all the same is read past and kept nowhere.
FILE_UPLOAD_HANDLERS: list[str] = []
