"""What the template of the Alliance page needs beside the page value: drawings, forms, offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from wemode.analysis.strain_draft import strain_drafts
from wemode.catalogue.formulation import (
    CheckInPrompt,
    OwnState,
    check_in_prompts,
    own_states,
)
from wemode.domain import LedgerStrain, Party, Repaired
from wemode.errors import NotFound
from wemode.report.alliance import AlliancePage, CheckInLine, CheckInSession
from wemode.store import read
from wemode.web.contract_seen import RATINGS
from wemode.web.current import actor
from wemode.web.small_form import Field, SmallForm


def seen(page: AlliancePage, forms: Mapping[str, SmallForm]) -> dict[str, Any]:
    """The context of the page; ``forms`` hold what is typed."""
    return {
        "page": page,
        "ratings": RATINGS,
        "parties": [
            (party, form, _asked(form, party))
            for party in Party
            for form in (forms[f"c_{party.value}_form"],)
        ],
        "own_rows": [(one, forms["o_form"][one.id]) for one in own_states()],
        "sessions_checked": [(one, _drawn(one)) for one in page.check_ins],
        "states_known": _states(page),
        "tallied": [(how, page.repaired(how)) for how in Repaired],
    }


def offered_strains(case_id: str, session: int | None) -> tuple[LedgerStrain, ...]:
    """The drafts from the review of a session; none where nothing was said."""
    if session is None:
        return ()
    try:
        coded = read.coded_session(actor(), case_id, session).coded
    except NotFound:
        return ()
    return strain_drafts(coded, session)


def _drawn(session: CheckInSession) -> list[tuple[CheckInLine, SafeString]]:
    return [(line, pair_svg(line.patient, line.therapist)) for line in session.lines]


def _asked(form: SmallForm, party: Party) -> list[tuple[CheckInPrompt, str, Field]]:
    """The prompts with their wording for one party."""
    is_patient = party is Party.PATIENT
    return [
        (one, one.patient if is_patient else one.therapist, form[one.id])
        for one in check_in_prompts()
    ]


def _states(page: AlliancePage) -> list[tuple[OwnState, list[tuple[int, int | None]]]]:
    """Each own state with its values session by session, oldest first."""
    if not page.own:
        return []
    by_session = [
        (one.session, {state.id: value for state, value in one.values})
        for one in sorted(page.own, key=lambda one: one.session)
    ]
    return [
        (state, [(number, values.get(state.id)) for number, values in by_session])
        for state in own_states()
        if any(state.id in values for _number, values in by_session)
    ]


def pair_svg(patient: int | None, therapist: int | None) -> SafeString:
    """Both answers on one line from 0 to 10: the patient's as a ring, the therapist's as a dot."""
    marks: list[SafeString] = []
    if patient is not None and therapist is not None:
        between = '<line x1="{}%" x2="{}%" y1="9" y2="9" class="ci-between"/>'
        marks.append(format_html(between, _x(patient), _x(therapist)))
    if therapist is not None:
        dot = '<circle cx="{}%" cy="9" r="4" class="ci-therapist"/>'
        marks.append(format_html(dot, _x(therapist)))
    if patient is not None:
        ring = '<circle cx="{}%" cy="9" r="6" class="ci-patient"/>'
        marks.append(format_html(ring, _x(patient)))
    return format_html(
        '<svg class="pair" width="100%" height="18" aria-hidden="true" focusable="false">'
        '<line x1="3%" x2="97%" y1="9" y2="9" class="fv-rung"/>{}</svg>',
        SafeString("".join(marks)),
    )


def _x(value: int) -> str:
    return f"{3 + 9.4 * value:.1f}"
