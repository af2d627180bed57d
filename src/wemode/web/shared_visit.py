"""Who stands before the door: the phone that is let in, its page, its clock; else why not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from wemode.errors import Problem, Unfit, WemodeError
from wemode.report.shared import SharedPage
from wemode.store.door import DoorError, LinkGone, NotThisDevice, TooMany, Visit
from wemode.web.door_of import door, enter
from wemode.web.views import door_errors

# Minutes that the phone's clock is ahead of Greenwich; the script sets it.
ZONE_COOKIE = "wemode_zone"
FARTHEST = 14 * 60
# By this the script and the worker know that nothing of this page may stay on the phone.
SHUT = "Wemode-Shut"
_LOG = logging.getLogger("wemode.door")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A phone that was let in: its visit, the page as it was last laid out, the phone's time."""

    visit: Visit
    page: SharedPage
    now: datetime

    @property
    def today(self) -> date:
        """The day on the phone."""
        return self.now.date()


View = Callable[Concatenate[HttpRequest, P], HttpResponse]
VisitorsView = Callable[Concatenate[HttpRequest, Visitor, P], HttpResponse]


def for_visitor(view: VisitorsView[P]) -> View[P]:
    """Let the phone in, or say why not; what the door does not take is told as plainly."""

    @wraps(view)
    def let_in(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        clock.activate(zone_of(request))
        try:
            return view(request, visitor(request), *args, **kwargs)
        except Http404:
            return render(request, "wemode/patient/amiss.html", {"missing": True}, status=404)
        except WemodeError as error:
            return told(request, error)

    return let_in


def told(request: HttpRequest, error: WemodeError) -> HttpResponse:
    """What a patient is told of an error: what is none of theirs, such as a file, in general."""
    if isinstance(error, LinkGone | NotThisDevice):
        return shut(request, error)
    if isinstance(error, Unfit | DoorError):
        context = {"problems": error.problems}
        status = 429 if isinstance(error, TooMany) else 400
        return render(request, "wemode/patient/amiss.html", context, status=status)
    _LOG.exception("patient's page")
    return door_errors.page(request, 503)


def visitor(request: HttpRequest) -> Visitor:
    """The phone of this request. Raises LinkGone, NotThisDevice, TooMany.

    DoorError where the page was laid out by another version of Wemode than serves it.
    """
    visit = enter(request)
    try:
        page = SharedPage.from_dict(door().page(visit))
    except ValueError:
        what, remedy = _("it is being renewed"), _("Come back in a day; nothing is lost")
        raise DoorError(Problem(_("our page"), what, remedy)) from None
    return Visitor(visit, page, clock.now().astimezone(zone_of(request)))


def zone_of(request: HttpRequest) -> tzinfo:
    """The zone that the phone told, else that of this machine."""
    told = request.COOKIES.get(ZONE_COOKIE, "")
    digits = told.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) < 4 and int(digits) <= FARTHEST:
        return timezone(timedelta(minutes=int(told)))
    zone: tzinfo = settings.LOCAL_ZONE
    return zone


def shut(request: HttpRequest, error: LinkGone | NotThisDevice) -> HttpResponse:
    """The page of a door that stays shut: nothing of any case stands on it."""
    if isinstance(error, LinkGone):
        reason, status = error.reason.value, 410
    else:
        reason, status = ("other phone" if error.bound else "no link"), 403
    answer = render(request, "wemode/patient/shut.html", {"reason": reason}, status=status)
    return not_in(request, answer, reason)


def not_in(request: HttpRequest, answer: HttpResponse, reason: str) -> HttpResponse:
    """The answer to a phone that is not let in: what was kept for offline on it goes.

    A browser that comes from elsewhere, such as a mail, holds the cookie back (SameSite=Strict): it
    is to ask once more from here.
    """
    answer[SHUT] = reason
    if request.method == "GET" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        answer["Refresh"] = "0"
    return answer
