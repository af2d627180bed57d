"""Imported first by ``read`` and ``actions``: Django has to be set up before the tables are known.

Where neither settings nor a settings module are given, those of the store alone are taken; which
file is open is decided later, by ``setup.open_vault``.
"""

from __future__ import annotations

import os

import django
from django.apps import apps
from django.conf import settings

from wemode.store import setup

if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
    setup.configure()
elif not apps.ready and not apps.loading:
    django.setup()
