"""The audit log in the database: appending to it, and reading it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from wemode.store import chain, models
from wemode.store.access import Action, Actor
from wemode.store.results import AuditRecord, Break


@dataclass(slots=True)
class Entry:
    """What an action says of itself: ids in ``about``, codes and counts in ``detail``.

    Neither may ever hold anything that was spoken, a name or a reason.
    """

    about: dict[str, Any] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)


def append(actor: Actor, action: Action, entry: Entry) -> None:
    """Add one line to the log; call inside the action's transaction, at its end.

    The head's row lock makes writers queue here, so the transaction should not go on for long.
    """
    head = models.AuditHead.objects.filter(pk=1)
    last, previous = head.select_for_update().values_list("seq", "hash").get()
    record = AuditRecord(
        seq=last + 1,
        at=timezone.now(),
        actor=actor.name,
        role=str(actor.role),
        action=str(action),
        about=entry.about,
        detail=entry.detail,
        previous_hash=previous,
        hash="",
    )
    record = replace(record, hash=chain.hash_of(record))
    models.AuditEntry.objects.create(
        case_id=entry.about.get("case", ""),
        **{name: getattr(record, name) for name in AuditRecord.__slots__},
    )
    head.update(seq=record.seq, hash=record.hash)


def entries(*, case_id: str | None = None, newest_first: bool = False) -> Iterator[AuditRecord]:
    """The log's entries in order, or the newest first; only those of one case if asked."""
    rows = models.AuditEntry.objects.order_by("-seq" if newest_first else "seq")
    if case_id is not None:
        rows = rows.filter(case_id=case_id)
    return (AuditRecord(*row) for row in rows.values_list(*AuditRecord.__slots__).iterator())


def first_break() -> Break | None:
    """Where the chain first does not hold; None where all of it does."""
    head = models.AuditHead.objects.filter(pk=1).values_list("seq", "hash").first()
    return chain.first_break(entries(), head)
