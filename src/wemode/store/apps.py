"""The store as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Tables of the case file."""

    name = "wemode.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
