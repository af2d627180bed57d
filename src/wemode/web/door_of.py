"""The door as the pages reach it, and the cookie of a patient's device.

The same in the clinician's server and in ``wemode door``: ``settings.DOOR_FILE`` says where it is;
where it says None, the door file stands beside the case file.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.utils import timezone

from wemode.store.door import Door, NotThisDevice, Visit, door_path

PATIENT_PATH = "/p/"
COOKIE = "wemode_patient"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
# Token and device, 32 random bytes each.
_VALUE = re.compile(r"([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})\Z")


def is_patients(request: HttpRequest) -> bool:
    """Whether an address of the patient's was asked for, be there such a page or not."""
    return request.path_info.startswith(PATIENT_PATH)


def door() -> Door:
    """The door of this server."""
    return _door(settings.DOOR_FILE or door_path(settings.CASE_FILE))


def enter(request: HttpRequest) -> Visit:
    """Let the device of this request in by its cookie.

    Raises LinkGone, TooMany, and NotThisDevice where it has no cookie of ours.
    """
    found = _VALUE.match(request.COOKIES.get(COOKIE, ""))
    if found is None:
        raise NotThisDevice(bound=False)
    return door().enter(found[1], found[2])


def let_in(request: HttpRequest, response: HttpResponse, token: str, device: str) -> None:
    """Give a device that was just bound its cookie, good until the link ends."""
    expires = door().enter(token, device).expires_at
    response.set_cookie(
        COOKIE,
        f"{token}.{device}",
        max_age=max(0, int((expires - timezone.now()).total_seconds())),
        path=PATIENT_PATH,
        secure=_is_secure(request),
        httponly=True,
        samesite="Strict",
    )


def let_out(response: HttpResponseBase) -> None:
    """Take the cookie from a device, as the patient leaves or the link is gone."""
    response.delete_cookie(COOKIE, path=PATIENT_PATH, samesite="Strict")


def _is_secure(request: HttpRequest) -> bool:
    """Only over TLS, but on this very machine, where there is none to be had."""
    domain, _port = split_domain_port(request.get_host())
    return request.is_secure() or domain not in _LOOPBACK


@lru_cache(maxsize=4)
def _door(path: Path) -> Door:
    # One for the process: it counts the unknown tokens that came.
    return Door(path)
