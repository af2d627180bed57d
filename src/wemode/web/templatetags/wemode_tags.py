"""Filters for the templates: words for states, numbers of turns, clock times of a recording."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext, ngettext

from wemode import __version__
from wemode.report.review import STATE_LABELS

register = template.Library()


@register.filter
def tr(text: str) -> str:
    """A text that comes from the catalogue, in the reader's language where it is known."""
    return gettext(text) if text else ""


@register.filter
def state_label(state: str) -> str:
    """A state or move in words."""
    return gettext(STATE_LABELS.get(state, state))


@register.filter
def clock(seconds: float | None) -> str:
    """Seconds as 1:02:03 or 2:03; empty where unknown."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def turns_said(number: int) -> str:
    """A number of turns in words."""
    return ngettext("%(n)d turn", "%(n)d turns", number) % {"n": number}


@register.filter
def ids(marks: object) -> str:
    """The ids of marks, as a decision names them."""
    return ",".join(str(mark.id) for mark in marks)  # type: ignore[attr-defined]


@register.simple_tag
def version() -> str:
    """For addresses of static files, so that a new version is loaded anew."""
    return __version__
