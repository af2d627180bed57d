"""That a therapy ended: said on the page of the case, folded below in the caseload."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.test import Client

from tests.conftest import CaseFile
from tests.web.cast import DAY, THERAPIST, make_case
from tests.web.conftest import Seen
from wemode.domain import AnswerSheet, EndingKind, FormPlan, PlannedForm
from wemode.report.caseload import caseload_page, caseload_text
from wemode.report.measures_risk import waiting
from wemode.store import ending, links, measures, read
from wemode.store.door import Door, door_path
from wemode.store.results import CaseSummary

LATER = "2026-04-20"


def end(client: Client, case_id: str, **given: str):  # type: ignore[no-untyped-def]
    given = {"how": "left", "on": LATER, "words": "no call, <b>no letter</b>", **given}
    return client.post(f"/case/{case_id}/end/", given)


def test_a_therapy_is_ended_and_taken_up_again(client: Client, seen: Seen) -> None:
    page = f"/case/{seen.case_id}/"
    assert "This therapy has ended</summary>" in client.get(page).content.decode()
    assert end(client, seen.case_id)["Location"] == page
    html = client.get(page).content.decode()
    assert "the patient left" in html
    assert "20 April 2026" in html
    assert "&lt;b&gt;no letter" in html
    assert "This therapy has ended</summary>" not in html
    assert client.post(f"/case/{seen.case_id}/reopen/")["Location"] == page
    html = client.get(page).content.decode()
    assert "This therapy has ended</summary>" in html
    assert "taken up again" in html
    assert read.caseload(THERAPIST)[0].digest is not None


def test_an_ended_therapy_asks_no_form(client: Client, seen: Seen) -> None:
    plan = FormPlan((PlannedForm("phq9", DAY, 7),))
    measures.plan_forms(actor=THERAPIST, case_id=seen.case_id, plan=plan, on=DAY, session=0)
    page = f"/case/{seen.case_id}/measures/"
    assert "waits since" in client.get(page).content.decode()
    end(client, seen.case_id)
    html = client.get(page).content.decode()
    assert "not asked any more" in html
    assert "waits since" not in html


def test_what_does_not_fit_is_said_at_its_field(client: Client, seen: Seen) -> None:
    ahead = (date.today() + timedelta(days=9)).isoformat()
    before = (DAY - timedelta(days=9)).isoformat()
    for given, says in (
        ({"how": ""}, "ending_how_error"),
        ({"how": "died out"}, "ending_how_error"),
        ({"on": "soon"}, "ending_on_error"),
        ({"on": ahead}, "is still to come"),
        ({"on": before}, "before the beginning of the therapy"),
        ({"words": "x" * 2_001}, "ending_words_error"),
    ):
        answer = end(client, seen.case_id, **given)
        assert answer.status_code == 400
        html = answer.content.decode()
        assert says in html
        assert "<details open><summary>This therapy has ended" in html
    assert read.endings(THERAPIST, seen.case_id) == ()


def test_a_second_time_is_refused(client: Client, seen: Seen) -> None:
    end(client, seen.case_id)
    assert end(client, seen.case_id).status_code == 409
    client.post(f"/case/{seen.case_id}/reopen/")
    assert client.post(f"/case/{seen.case_id}/reopen/").status_code == 409
    assert client.get(f"/case/{seen.case_id}/end/").status_code == 405
    assert client.post("/case/bcdfghjk/reopen/").status_code == 404


def test_strangers_end_nothing(stranger: Client, seen: Seen) -> None:
    end(stranger, seen.case_id)
    assert read.endings(THERAPIST, seen.case_id) == ()


def test_the_link_is_closed_with_it_and_opens_nothing_at_the_door(
    client: Client, case_file: CaseFile, seen: Seen
) -> None:
    phone, door = Client(), Door(door_path(case_file.path))
    link = links.open_link(actor=THERAPIST, case_id=seen.case_id)
    client.get("/")
    assert phone.post(f"/p/in/{link.token}/", {"code": link.code}).status_code == 302
    assert phone.get("/p/").status_code == 200
    end(client, seen.case_id)
    assert read.link(THERAPIST, seen.case_id) is None
    standing = door.standing(link.id)
    assert standing is not None
    assert standing.revoked
    assert phone.get("/p/").status_code != 200
    assert client.post(f"/case/{seen.case_id}/patient/open/").status_code == 409


def test_ended_cases_fold_below(client: Client, seen: Seen) -> None:
    other = make_case("A-01", "")
    end(client, other)
    html = client.get("/").content.decode()
    assert html.index("M-07") < html.index("Ended: 1 case") < html.index("A-01")
    assert '<details class="ended"><summary>' in html
    assert '<details class="ended" open>' in client.get("/?q=a-01").content.decode()
    end(client, seen.case_id)
    html = client.get("/").content.decode()
    assert "No therapy is going on." in html
    assert '<details class="ended" open>' in html


def summary(name: str, **fields: object) -> CaseSummary:
    return CaseSummary(name.lower(), name, "", DAY, **fields)  # type: ignore[arg-type]


def test_an_ended_case_asks_for_nothing_and_stands_last() -> None:
    page = caseload_page(
        [summary("A", ended=(EndingKind.MOVED_ON, DAY)), summary("B"), summary("C")]
    )
    assert [row.code_name for row in page.rows] == ["B", "C", "A"]
    assert [row.code_name for row in page.ended] == ["A"]
    assert caseload_text(page).endswith("A  ended: went on elsewhere, 2026-03-02\n")
    assert page.matching("a").ended == page.ended
    assert page.first(2).ended == ()


def test_an_endorsed_item_keeps_an_ended_case_on_top(client: Client, seen: Seen) -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    where = {"actor": THERAPIST, "case_id": seen.case_id, "on": DAY}
    measures.plan_forms(**where, plan=FormPlan((PlannedForm("phq9", DAY, 7),)))
    for q9 in (0, 1):
        answers = {f"q{number}": 1 for number in range(1, 9)} | {"q9": q9}
        measures.answer_form(**where, sheet=AnswerSheet("phq9", 1, answers, noon, noon))
        if not ending_of(seen):
            ending.close_case(actor=THERAPIST, case_id=seen.case_id, how=EndingKind.LEFT)
        page = caseload_page(read.caseload(THERAPIST), waiting(THERAPIST, date(2026, 5, 4)))
        (row,) = page.rows
        assert (row.folds, row.waits.risks, row.waits.forms) == (not q9, q9, 0)
    assert "an endorsed item waits" in client.get("/").content.decode()


def ending_of(seen: Seen) -> bool:
    return bool(read.endings(THERAPIST, seen.case_id))
