"""The caseload: one line a case, who needs me first on top."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from tests.web.cast import THERAPIST, make_case, make_session
from tests.web.conftest import Seen
from wemode.domain import ContractState, EndingKind, Session, SessionKind
from wemode.guidance import known_rules
from wemode.report.caseload import NOT_REVIEWED, caseload_page, caseload_text
from wemode.report.measures_risk import Waits
from wemode.store import actions, read
from wemode.store.results import CaseSummary, ContractBrief, Digest
from wemode.web.views.caseload import MOST_ROWS

DAY = date(2026, 3, 2)


def summary(name: str, digest: Digest | None = None, **fields: object) -> CaseSummary:
    given = {"last_session": Session(3, DAY), "last_transcript": 3, **fields}
    return CaseSummary(name.lower(), name, "", DAY, digest=digest, **given)  # type: ignore[arg-type]


def test_most_urgent_advice_stands_on_top_and_quiet_cases_below() -> None:
    first, *_, last = (rule.id for rule in known_rules())
    page = caseload_page(
        [
            summary("quiet", Digest(3, 0, "")),
            summary("new", None, last_session=None, last_transcript=None),
            summary("late", Digest(3, 0, last)),
            summary("stale"),
            summary("early", Digest(3, 2, first)),
        ]
    )
    assert [row.code_name for row in page.rows] == ["early", "late", "stale", "quiet", "new"]


def test_the_line_carries_the_sentence_of_its_rule() -> None:
    rule = known_rules()[0]
    row = caseload_page([summary("A", Digest(3, 1, rule.id))]).rows[0]
    assert (row.next_step, row.open_strains, row.contract) == (rule.says, 1, "none yet")


def test_a_session_whose_codes_changed_asks_to_be_opened() -> None:
    assert caseload_page([summary("A")]).rows[0].next_step == NOT_REVIEWED


def test_an_answer_without_a_response_is_the_next_step_of_its_case_before_all_others() -> None:
    safety, second, *_ = known_rules()
    assert safety.id == "safety"
    left = (EndingKind.LEFT, DAY)
    cases = [summary("urgent", Digest(3, 2, second.id)), summary("stale"), summary("gone")]
    cases[2] = replace(cases[2], ended=left)
    page = caseload_page(cases, {"stale": Waits(risks=1), "gone": Waits(risks=1, forms=2)})
    found = [(row.code_name, row.rule, row.next_step) for row in page.going_on]
    waits = ("safety", safety.says)
    assert found == [("gone", *waits), ("stale", *waits), ("urgent", second.id, second.says)]
    assert "1 endorsed item without a response\n    Respond to this answer" in caseload_text(page)


def test_the_contract_stands_there_in_a_few_words() -> None:
    brief = ContractBrief(6, ContractState.AGREED, 3, 1, 41)
    row = caseload_page([summary("A", Digest(3, 0, ""), contract=brief)]).rows[0]
    assert row.contract == "agreed v6 · 3 goals · 1 task"
    assert "contract: agreed v6 · 3 goals · 1 task" in caseload_text(
        caseload_page([summary("A", contract=brief)])
    )


def test_a_case_nobody_records_shows_what_its_contract_lacks(client: Client) -> None:
    case_id = make_case()
    address = f"/case/{case_id}/"
    for day in ("2026-03-02", "2026-03-09", "2026-03-16"):
        rows = caseload_page(read.caseload(THERAPIST)).rows
        assert [row.next_step for row in rows] == [""]
        client.post(address, {"held_on": day, "kind": "held"})
    row = caseload_page(read.caseload(THERAPIST)).rows[0]
    assert row.opens == 3
    assert "goals are missing" in row.next_step
    client.post(f"{address}session/3/note/", {"skip": "1"})
    assert row.next_step in client.get(f"{address}session/3/").content.decode()


def test_filter_wants_every_word_in_code_or_first_name() -> None:
    page = caseload_page([summary("M-07"), summary("M-17"), summary("K-07")])
    assert [row.code_name for row in page.matching("m- 07").rows] == ["M-07"]
    assert page.matching("none").rows == ()


def test_the_text_says_what_the_page_says() -> None:
    rule = known_rules()[0]
    missed = Session(4, DAY, SessionKind.MISSED)
    text = caseload_text(caseload_page([summary("A", Digest(3, 2, rule.id), last_session=missed)]))
    assert "session 4, 2026-03-02 (missed)" in text
    assert "strain: 2 open" in text
    assert rule.says in text
    assert "No cases yet" in caseload_text(caseload_page([]))


def test_an_empty_file_shows_three_ways_in(client: Client) -> None:
    html = client.get("/").content.decode()
    assert "wemode demo" in html
    assert 'href="/case/new/"' in html
    assert 'href="/import/"' in html


def test_a_case_leads_to_its_latest_review(client: Client, seen: Seen) -> None:
    html = client.get("/").content.decode()
    assert f'href="{seen.now}"' in html
    assert '<span class="name">Jorin</span>' in html


def test_filter_on_the_server_answers_with_the_rows_alone(client: Client, seen: Seen) -> None:
    make_case("K-11", "")
    html = client.get("/?q=k-1", headers={"HX-Request": "true"}).content.decode()
    assert "K-11" in html
    assert "M-07" not in html
    assert "<html" not in html
    assert "No case of that name" in client.get("/?q=zzz").content.decode()


def test_a_long_caseload_is_cut_and_says_so(client: Client) -> None:
    for number in range(MOST_ROWS + 2):
        make_case(f"C-{number:03}", "")
    assert client.get("/").content.decode().count('<th scope="row">') == MOST_ROWS
    assert "2 more cases" in client.get("/").content.decode()
    assert client.get("/?all").content.decode().count('<th scope="row">') == MOST_ROWS + 2
    assert "C-101" in client.get("/?q=101").content.decode()


def test_new_case_opens_and_a_taken_code_name_is_said(client: Client) -> None:
    form = {"code_name": "M-07", "first_name": "", "started_on": "2026-03-02"}
    answer = client.post("/case/new/", form)
    assert answer.status_code == 302
    assert "No session yet" in client.get(answer["Location"]).content.decode()
    again = client.post("/case/new/", form)
    assert again.status_code == 400
    assert "another case bears it" in again.content.decode()


def test_a_case_lists_its_appointments(client: Client, seen: Seen) -> None:
    actions.record_session(
        actor=THERAPIST, case_id=seen.case_id, held_on=DAY, kind=SessionKind.MISSED
    )
    make_session(seen.case_id)
    html = client.get(f"/case/{seen.case_id}/").content.decode()
    assert html.index("session/3/") < html.index(">missed</a>") < html.index("session/1/")
    assert f'href="/case/{seen.case_id}/session/2/"' in html
    assert "Contract: none yet" in html


@pytest.mark.parametrize(
    ("kind", "status"), [("held", 400), ("late", 400), ("missed", 400), ("cancelled", 302)]
)
def test_what_is_still_to_come_can_only_have_been_cancelled(
    client: Client, seen: Seen, kind: str, status: int
) -> None:
    day = (date.today() + timedelta(days=2)).isoformat()
    noted = client.post(f"/case/{seen.case_id}/", {"held_on": day, "kind": kind})
    assert noted.status_code == status
    assert ("This day is still to come." in noted.content.decode()) == (status == 400)


def test_an_appointment_nobody_recorded_is_noted_and_opens_its_page(
    client: Client, seen: Seen
) -> None:
    noted = client.post(f"/case/{seen.case_id}/", {"held_on": "2026-03-09", "kind": "missed"})
    assert noted["Location"] == f"/case/{seen.case_id}/session/2/"
    assert "missed" in client.get(f"/case/{seen.case_id}/").content.decode()
    wrong = client.post(f"/case/{seen.case_id}/", {"held_on": "soon", "kind": "late"})
    assert wrong.status_code == 400
    assert client.get(f"/case/{seen.case_id}/session/3/").status_code == 404
