"""The WSGI application of the patients' door: ``wemode.web.door_wsgi:application``."""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "wemode.web.door_settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
