"""What is kept as a document comes back as it was, whatever it is; also by way of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wemode.domain import (
    AnswerSheet,
    DiaryItem,
    DiaryPlan,
    DiaryScale,
    FormPlan,
    LifeEvent,
    Mail,
    OwnItem,
    Party,
    PlannedForm,
    Practice,
    RiskResponse,
)
from wemode.domain.measure import LONGEST_PAUSE
from wemode.store import documents

_LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
TEXTS = st.text(_LETTERS, max_size=60)
WORDS = TEXTS.filter(lambda text: bool(text.strip()))
ITEM_IDS = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{1,10}", fullmatch=True)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=ZONES)
DAYS = st.dates(date(1970, 1, 1), date(2100, 1, 1))


@st.composite
def sheets(draw: st.DrawFn) -> AnswerSheet:
    begun_at = draw(MOMENTS)
    return AnswerSheet(
        draw(NAMES),
        draw(st.integers(1, 99)),
        draw(st.dictionaries(ITEM_IDS, st.integers(-99, 99), max_size=9)),
        begun_at,
        begun_at + draw(st.timedeltas(timedelta(0), timedelta(days=30))),
        draw(st.booleans()),
        draw(st.sampled_from(Party)),
    )


RESPONSES = st.builds(RiskResponse, st.just("a1"), ITEM_IDS, WORDS, DAYS, WORDS)
EVENTS = st.builds(LifeEvent, DAYS, WORDS, st.booleans())
OWN_ITEMS = st.lists(
    st.builds(OwnItem, ITEM_IDS, WORDS), max_size=5, unique_by=lambda item: item.id
)
FORMS = st.lists(
    st.builds(PlannedForm, NAMES, DAYS, st.integers(0, LONGEST_PAUSE), OWN_ITEMS.map(tuple)),
    max_size=4,
    unique_by=lambda form: form.instrument,
).map(lambda forms: FormPlan(tuple(forms)))
DIARY_ITEMS = st.lists(
    st.builds(
        DiaryItem,
        st.integers(1, 999).map("i{}".format),
        WORDS,
        st.sampled_from(DiaryScale),
        TEXTS,
        TEXTS,
    ),
    max_size=5,
    unique_by=lambda item: item.id,
)
DIARIES = st.builds(
    DiaryPlan,
    DIARY_ITEMS.map(tuple),
    st.none() | st.integers(0, 23),
    st.sampled_from(["", "ferry@example.org", "fähre+mole@insel.example"]),
)
MAILS = st.builds(
    Mail, st.just("mail.example.org"), st.integers(1, 65_535), st.just("a@b.c"), TEXTS, TEXTS
)
PRACTICES = st.builds(
    Practice, TEXTS, TEXTS, TEXTS, st.sampled_from(["", "https://a.example"]), st.none() | MAILS
)


@pytest.mark.parametrize(
    ("values", "write", "read"),
    [
        (sheets(), documents.sheet_document, documents.read_sheet),
        (RESPONSES, documents.response_document, documents.read_response),
        (EVENTS, documents.event_document, documents.read_event),
        (FORMS, documents.forms_document, documents.read_forms),
        (DIARIES, documents.diary_document, documents.read_diary),
        (PRACTICES, documents.practice_document, documents.read_practice),
    ],
    ids=["sheet", "response", "event", "forms", "diary", "practice"],
)
def test_a_document_comes_back_as_it_was(
    values: st.SearchStrategy[Any], write: Callable[..., Any], read: Callable[..., Any]
) -> None:
    @settings(max_examples=80)
    @given(value=values)
    def comes_back(value: Any) -> None:
        document = write(value)
        assert read(document) == value
        # As a database may give it back: names in another order.
        assert read(json.loads(json.dumps(document, sort_keys=True))) == value

    comes_back()


def test_a_diary_from_before_reminders_by_mail_is_read() -> None:
    document = documents.diary_document(DiaryPlan((DiaryItem("i1", "How near?"),), 20, "a@b.c"))
    del document["mail_to"]
    plan = documents.read_diary(document)
    assert (plan.remind_at, plan.mail_to) == (20, "")


@pytest.mark.parametrize(
    "read",
    [
        documents.read_sheet,
        documents.read_response,
        documents.read_event,
        documents.read_forms,
        documents.read_diary,
        documents.read_practice,
    ],
)
@settings(max_examples=60)
@given(
    document=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["answers", "items", "on", "mail", "instrument"]), inner
            )
        ),
        max_leaves=8,
    )
)
def test_what_is_no_document_is_refused_as_one(read: Callable[..., Any], document: Any) -> None:
    with pytest.raises(documents.READ_ERRORS):
        read(document)
