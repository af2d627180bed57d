"""The WSGI application: ``wemode.web.wsgi:application``, one process only."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wemode.web.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from wemode.web.start import at_start  # noqa: E402

at_start()
