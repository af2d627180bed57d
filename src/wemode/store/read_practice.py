"""What the practice has set and the questionnaires that are known, as the rows hold them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from wemode import domain
from wemode.catalogue import instruments as catalogue
from wemode.errors import BadContent
from wemode.store import documents, models, private

_PASSWORD = "mail password"


def practice(*, with_mail: bool) -> domain.Practice:
    """What the practice has set; nothing where nobody has yet."""
    row = models.Practice.objects.filter(pk=1).first()
    if row is None:
        return domain.Practice()
    document = row.document
    if not with_mail:
        document["mail"] = None
    elif document["mail"] and document["mail"]["password"]:
        document["mail"]["password"] = _opened(document["mail"]["password"])
    return documents.read_practice(document)


def instruments() -> Mapping[str, domain.Instrument]:
    """The shipped questionnaires and those of the practice, by id."""
    own = {one.id: one for one in own_instruments()}
    return MappingProxyType({**catalogue.instruments(), **own})


def own_instruments() -> tuple[domain.Instrument, ...]:
    """The practice's own questionnaires.

    One that this Wemode no longer reads is left out, so that the others stay; `unread` names it.
    """
    return tuple(one for one in _own().values() if one is not None)


def unread() -> tuple[str, ...]:
    """The ids of the practice's own questionnaires that this Wemode cannot read."""
    return tuple(name for name, one in _own().items() if one is None)


def _own() -> dict[str, domain.Instrument | None]:
    found: dict[str, domain.Instrument | None] = {}
    for name, document in _rows().values_list("name", "document"):
        found[name] = None
        with suppress(BadContent):
            found[name] = catalogue.own_instrument(document)
    return found


def own_documents() -> tuple[dict[str, Any], ...]:
    """The practice's own questionnaires as they were given, by id."""
    return tuple(_rows().values_list("document", flat=True))


def _rows() -> QuerySet[models.OwnInstrument]:
    return models.OwnInstrument.objects.order_by("name")


def sealed(password: str) -> str:
    """The password of the mail as a document keeps it; Locked where no key is held."""
    content = private.seal_bytes(_PASSWORD, password.encode("utf-8"), _PASSWORD)
    return base64.b64encode(content).decode("ascii")


def _opened(sealed: str) -> str:
    content = base64.b64decode(sealed)
    return private.unseal_bytes(_PASSWORD, content, _PASSWORD, _PASSWORD).decode("utf-8")
