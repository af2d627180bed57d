"""The caseload's line of a session, made anew after what it rests on has changed."""

from __future__ import annotations

from wemode.report.now import digest_of
from wemode.report.review import ReviewPage, review_page
from wemode.store import actions, read
from wemode.web.current import actor


def keep_digest(case_id: str, number: int, review: ReviewPage | None = None) -> None:
    """Make and keep the line; ``review`` saves reading the session once more."""
    me = actor()
    if review is None:
        review = review_page(read.coded_session(me, case_id, number).coded)
    open_strains, rule = digest_of(review, read.set_aside(me, case_id, number))
    actions.keep_digest(
        actor=me, case_id=case_id, session_number=number, open_strains=open_strains, rule=rule
    )
