"""Clock times of recordings: "1:02:03.5" is 3723.5 seconds."""

from __future__ import annotations

import re

CLOCK = r"\d{1,3}(?::\d{1,2}){1,2}(?:[.,]\d{1,6})?"
"""Shape of a clock time, as a regular expression without groups."""

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,6}))?")


def seconds_of(clock: str) -> float | None:
    """Seconds, to the millisecond; None where it is no clock time ("0:75", "1:60:00").

    Two fields are minutes and seconds, and then minutes may pass 59 ("75:30").
    """
    found = _CLOCK.fullmatch(clock.strip())
    if not found:
        return None
    hours, minutes, seconds = int(found[1] or 0), int(found[2]), int(found[3])
    if seconds > 59 or (found[1] and minutes > 59):
        return None
    thousandths = round(int((found[4] or "0").ljust(6, "0")) / 1000)
    return (((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths) / 1000


def clock_of(seconds: float, *, mark: str = ".") -> str:
    """Hours, minutes, seconds and thousandths: "01:02:03.500"."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}{mark}{thousandths:03}"
