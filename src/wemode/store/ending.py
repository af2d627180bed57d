"""A therapy ends, and is taken up again.

Each action is keyword-only, authorised (NotAllowed), atomic and recorded in the audit log. No row
is ever changed: an ending that was a mistake is followed by a reopening. An ended case takes new
appointments, forms and notes as before, since patients write and come back; it has no link to a
patient's page.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.utils import timezone

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode.domain import Ending, EndingKind, Stamp
from wemode.errors import Conflict, NotFound, Problem, Unfit
from wemode.store import links, models, read_ending
from wemode.store.access import Action, Actor
from wemode.store.contract_checks import when
from wemode.store.contract_desk import Desk, at_desk

_AGAIN = "Load the case again"


def close_case(
    *,
    actor: Actor,
    case_id: str,
    how: EndingKind,
    words: str = "",
    on: date | None = None,
    session: int | None = None,
) -> None:
    """Record that the therapy ended, and revoke the patient's link, both or neither.

    ``on`` is the day, today where it is None; ``session`` the appointment after which that was,
    where it is None the latest one on or before that day. Conflict where it has ended already.
    """
    with at_desk(actor, Action.CLOSE_CASE, case_id) as desk:
        last = read_ending.last_row(desk.case)
        if last is not None and last.how is not None:
            what = f"{last.by} recorded on {when(last.at)} that it has ended"
            raise Conflict(Problem("therapy", what, _AGAIN))
        stamp = _stamp(desk, last, on, session)
        try:
            Ending(how, stamp, words)
        except Unfit as error:
            desk.form.problems += error.problems
        desk.form.done()
        _keep(desk, last, stamp, how, words)
        desk.entry.detail["how"] = how.value
        with suppress(NotFound):
            links.revoke_link(actor=actor, case_id=case_id)


def reopen_case(
    *, actor: Actor, case_id: str, on: date | None = None, session: int | None = None
) -> None:
    """Record that the therapy was taken up again; Conflict where it goes on already.

    A link that was revoked with the ending stays so: open another one.
    """
    with at_desk(actor, Action.REOPEN_CASE, case_id) as desk:
        last = read_ending.last_row(desk.case)
        if last is None or last.how is None:
            raise Conflict(Problem("therapy", "it has not ended", _AGAIN))
        stamp = _stamp(desk, last, on, session)
        desk.form.done()
        _keep(desk, last, stamp, None, "")


def _stamp(
    desk: Desk, last: models.CaseEnding | None, on: date | None, session: int | None
) -> Stamp:
    """When it was; problems where that lies before the therapy or before the last of its turns."""
    after = Stamp(last.session, last.on) if last is not None else Stamp(0, desk.case.started_on)
    day = timezone.localdate() if on is None else on
    if session is None:
        session = max(desk.form.session_by(day), after.session)
    stamp = desk.form.stamp(desk.actor.name, session, day, after=after.session)
    before = "the beginning of the therapy"
    if last is not None:
        before = "its reopening" if last.how is None else "its ending"
    desk.form.day(stamp, after, before)
    return stamp


def _keep(
    desk: Desk,
    last: models.CaseEnding | None,
    stamp: Stamp,
    how: EndingKind | None,
    words: str,
) -> None:
    models.CaseEnding.objects.create(
        case=desk.case,
        number=last.number + 1 if last is not None else 1,
        how=how.value if how is not None else None,
        words=words.strip(),
        **desk.recorded(stamp),
    )
