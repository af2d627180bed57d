"""What holds for every answer, of the clinician's server and of the patients' door."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

Answer = Callable[[HttpRequest], HttpResponse]


def quiet_answers(answer: Answer) -> Answer:
    """No page is kept by the browser, and times are shown in this machine's zone.

    What comes in is read as UTF-8, whatever it says of itself: no browser says otherwise.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        timezone.activate(settings.LOCAL_ZONE)
        request.encoding = settings.DEFAULT_CHARSET
        response = answer(request)
        response["Cache-Control"] = "no-store"
        return response

    return middleware
