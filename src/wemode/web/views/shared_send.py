"""What the phone kept while it was offline, taken in one go."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wemode.errors import Problem, Unfit
from wemode.store.door import TooLarge, TooMany
from wemode.web.shared_sent import take
from wemode.web.shared_visit import SHUT, Visitor, for_visitor

# A header that no form and no other site can send.
HEADER = "Wemode-Phone"
MOST = 100


@csrf_exempt
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Take what is in the queue; answers which ids were sent and which were not taken.

    In the place of a token in the form stand a header of our own, which no other site's form can
    set, and the browser's word that the page is ours.
    """
    if HEADER not in request.headers or not _is_from_here(request):
        return JsonResponse({"why": "not from this page"}, status=403)
    return _send(request)


@for_visitor
def _send(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    try:
        told = json.loads(request.body)
        items, tag = told["items"], told["tag"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return JsonResponse({"why": "not to be read"}, status=400)
    if not isinstance(items, list) or len(items) > MOST:
        return JsonResponse({"why": "not to be read"}, status=400)
    if tag != visitor.page.tag:
        # A page of another patient's that stands open still: what is written there is not ours.
        return JsonResponse({"why": "from another page"}, status=409, headers={SHUT: "other page"})
    sent: list[str] = []
    refused: list[str] = []
    for item in items:
        id = str(item.get("id", "")) if isinstance(item, Mapping) else ""
        try:
            _take(visitor, id, item)
            sent.append(id)
        except (Unfit, TooLarge):
            refused.append(id)
        except TooMany:
            # What is in neither list stays on the phone and comes again.
            break
    at = visitor.now.strftime("%H:%M")
    return JsonResponse({"sent": sent, "refused": refused, "at": at, "tag": visitor.page.tag})


def _take(visitor: Visitor, id: str, item: Any) -> None:
    body = item.get("body") if isinstance(item, Mapping) else None
    if not isinstance(body, Mapping):
        raise Unfit(Problem("letter", "it cannot be read", "Load the page again"))
    take(visitor, id, str(item.get("kind", "")), body)


def _is_from_here(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", "")
    ours = f"{request.scheme}://{request.get_host()}"
    return site == "same-origin" and origin in ("", ours)
