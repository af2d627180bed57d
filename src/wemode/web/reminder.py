"""A calendar file (RFC 5545) with one daily appointment that says nothing, nor what made it.

A few lines of our own: a library would be one more dependency for a file without any choice in it.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

LONGEST_LINE = 75


def reminder_file(tag: str, now: datetime, hour: int, title: str, address: str) -> str:
    """The file: from the next full ``hour`` on, every day, five minutes, with an alarm.

    The time is without a zone: it is that hour wherever the phone is.
    """
    first = datetime.combine(now.date(), time(hour))
    if first <= now.replace(tzinfo=None):
        first += timedelta(days=1)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Our page//Reminder//EN",
        "BEGIN:VEVENT",
        f"UID:{tag}@our-page",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{first:%Y%m%dT%H%M%S}",
        "DURATION:PT5M",
        "RRULE:FREQ=DAILY",
        f"SUMMARY:{_escaped(title)}",
        f"URL:{address}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(title)}",
        "TRIGGER:PT0M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text


def _folded(line: str) -> str:
    """A line as several of at most 75 octets, no character cut in two."""
    parts, room = [""], LONGEST_LINE
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append("")
            room = LONGEST_LINE - 1
        parts[-1] += sign
        room -= size
    return "\r\n ".join(parts)
