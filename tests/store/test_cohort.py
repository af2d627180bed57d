"""The courses of all cases without names, and the course that is kept; on both engines."""

from __future__ import annotations

import json

import pytest

from tests.store.answers import DAY, answered, own_document
from tests.store.conftest import Store
from tests.store.sheets import agreement
from tests.store.told import lived
from wemode.analysis.cohort.expected import ExpectedCourse
from wemode.domain import EndingKind
from wemode.errors import NotAllowed
from wemode.store import actions, cohort, ending, models, read
from wemode.store.access import Actor

COURSE = ExpectedCourse(
    measure="phq9.total",
    better="lower",
    intercept=16.123456789012345,
    slope=-1 / 3,
    fixed_covariance=((0.1, 0.0), (0.0, 1e-9)),
    random_covariance=((6.0, 0.1), (0.1, 0.2)),
    residual_variance=1.5,
    persons=57,
    followed=55,
    scores=300,
    converged=True,
)


def test_courses_hold_what_the_history_holds_and_no_name(
    store: Store, therapist: Actor, case_id: str
) -> None:
    agreement(therapist, case_id)
    lived(therapist, case_id)
    answered(therapist, case_id)
    ending.close_case(actor=therapist, case_id=case_id, how=EndingKind.LEFT, on=DAY)
    other = actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)
    found = dict(cohort.courses(therapist))
    assert list(found) == sorted((case_id, other))
    known, case = read.case_history(therapist, case_id).case, found[case_id]
    for part in ("sessions", "versions", "ledger", "check_ins", "sheets", "forms", "endings"):
        assert getattr(case, part) == getattr(known, part), part
        assert getattr(case, part), part
    for part in ("episodes", "patterns", "views", "days", "events", "responses"):
        assert getattr(case, part) == (), part
    assert [one.id for one in case.own_instruments] == [own_document()["id"]]
    assert "Falcon" not in repr(found)
    assert "Annabella" not in repr(found)


def test_a_kept_course_comes_back_to_the_last_digit(store: Store, therapist: Actor) -> None:
    assert cohort.course(therapist, COURSE.measure) is None
    for version in (1, 2):
        cohort.keep_course(
            actor=therapist, measure=COURSE.measure, version=version, document=COURSE.as_dict()
        )
    store.reopen()
    kept = cohort.course(therapist, COURSE.measure)
    assert kept is not None
    assert (kept.measure, kept.version, kept.by) == ("phq9.total", 2, "Maria")
    assert ExpectedCourse.from_json(kept.text) == COURSE
    assert models.KeptCourse.objects.count() == 1


def test_a_whole_fitting_is_kept_beside_the_course(store: Store, therapist: Actor) -> None:
    keep = {"actor": therapist, "measure": COURSE.measure, "version": 1}
    cohort.keep_fitting(**keep, document={"closed": 57}, course=COURSE.as_dict())
    # Without a course the one of before stays.
    cohort.keep_fitting(**keep, document={"closed": 49}, course=None)
    store.reopen()
    whole = cohort.fitting(therapist, COURSE.measure)
    kept = cohort.course(therapist, COURSE.measure)
    assert whole is not None
    assert kept is not None
    assert json.loads(whole.text) == {"closed": 49}
    assert ExpectedCourse.from_json(kept.text) == COURSE
    entries = read.audit_entries(therapist, limit=2)
    assert [(one.action, one.about) for one in entries] == [
        ("keep_course", {"measure": COURSE.measure})
    ] * 2


def test_the_log_holds_neither_case_nor_figure(
    store: Store, therapist: Actor, case_id: str
) -> None:
    cohort.courses(therapist)
    cohort.keep_course(
        actor=therapist, measure=COURSE.measure, version=1, document=COURSE.as_dict()
    )
    kept, was_read = read.audit_entries(therapist, limit=2)
    assert (kept.action, kept.about, kept.detail) == ("keep_course", {"measure": "phq9.total"}, {})
    assert (was_read.action, was_read.about) == ("read_cohort", {})
    assert json.dumps(was_read.detail) == '{"cases": 1}'
    assert read.verify_audit_chain() is None


def test_only_the_therapist_reads_and_keeps(
    store: Store, therapist: Actor, supervisor: Actor, researcher: Actor
) -> None:
    for actor in (supervisor, researcher):
        with pytest.raises(NotAllowed):
            cohort.courses(actor)
        with pytest.raises(NotAllowed):
            cohort.keep_course(actor=actor, measure="m", version=1, document={})
        with pytest.raises(NotAllowed):
            cohort.keep_fitting(actor=actor, measure="m", version=1, document={}, course=None)
