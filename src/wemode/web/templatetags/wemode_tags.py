"""Filters for the templates: words for states, numbers of turns, clock times of a recording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from wemode import __version__
from wemode.domain.goal import sign
from wemode.domain.limits import HIGHEST
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


@register.filter
def signed(level: int) -> str:
    """A level of a goal as it is written: −2, 0, +1."""
    return sign(level)


@register.filter
def ticks(value: int) -> SafeString:
    """A strength from 0 to 10 as that many full strokes out of ten; for the eye alone."""
    full, hollow = "\u2758" * value, "\u2758" * (HIGHEST - value)
    return format_html("<b>{}</b><i>{}</i>", full, hollow)


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 as whole percent, without the sign."""
    return f"{100 * share:.0f}"


@register.filter
def runs(numbers: Iterable[int]) -> str:
    """Numbers of sessions, neighbours drawn together: 3–7, 9."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][-1] + 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    return ", ".join("–".join(str(end) for end in run) for run in found)


@register.filter
def for_line(posted: Mapping[str, object] | None, line: str) -> Mapping[str, object] | None:
    """What was typed for this line and not kept; None where another line was typed for."""
    return posted if posted and posted.get("line") == line else None


@register.simple_tag
def version() -> str:
    """For addresses of static files, so that a new version is loaded anew."""
    return __version__
