"""An endorsed item stands on every page of its case until it is recorded what was done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.web.cast import THERAPIST, make_case
from tests.web.conftest import Seen
from tests.web.measures_cast import answer, phq9, plan_forms
from wemode.domain import AnswerSheet, RiskResponse
from wemode.report.measures_risk import SHORT, in_short, risk_prompts, waiting
from wemode.store import measures, read

WAITS = "Waiting for your response"
ITEM = "Thoughts that you would be better off dead"
PAGES = (
    "",
    "session/1/",
    "session/1/turns/",
    "contract/",
    "contract/draft/",
    "episodes/",
    "pattern/",
    "alliance/",
    "states/",
    "way/",
    "course/",
    "measures/",
    "measures/enter/phq9/",
    "diary/",
    "patient/",
    "risk/",
    "import/",
)


def respond(client: Client, case_id: str, **fields: str) -> Any:
    given = {
        "sheet": "a1",
        "item": "q9",
        "done": "Called at noon; safe until Monday, sister is with him.",
        "on": date.today().isoformat(),
        "who": "R.",
        "next": f"/case/{case_id}/contract/",
    }
    return client.post(f"/case/{case_id}/risk/", given | fields)


def test_it_stands_on_every_page_of_its_case_and_on_no_other(client: Client, opened: Seen) -> None:
    other = make_case("K-11", "")
    case = f"/case/{opened.case_id}/"
    for page in PAGES:
        assert WAITS not in client.get(f"{case}{page}").content.decode(), page
    answer(opened.case_id, phq9(1, ninth=1))
    for page in PAGES:
        html = client.get(f"{case}{page}", follow=True).content.decode()
        assert html.count(WAITS) >= 1, page
        assert ITEM in html, page
    assert WAITS not in client.get(f"/case/{other}/").content.decode()
    assert ITEM not in client.get("/practice/").content.decode()


def test_a_response_takes_it_away_and_leads_back(client: Client, seen: Seen) -> None:
    answer(seen.case_id, phq9(1, ninth=2))
    done = respond(client, seen.case_id)
    assert done.status_code == 302
    assert done["Location"] == f"/case/{seen.case_id}/contract/"
    assert WAITS not in client.get(done["Location"]).content.decode()
    (record,) = read.case_history(THERAPIST, seen.case_id).case.responses
    assert (record.value.sheet, record.value.item, record.value.who) == ("a1", "q9", "R.")
    html = client.get(f"/case/{seen.case_id}/risk/").content.decode()
    assert "sister is with him" in html


def test_each_endorsed_sheet_asks_for_its_own_response(client: Client, seen: Seen) -> None:
    answer(seen.case_id, *(phq9(1, ninth=1, days=days) for days in (21, 14, 7)))
    respond(client, seen.case_id)
    html = client.get(f"/case/{seen.case_id}/").content.decode()
    assert 'name="sheet" value="a1"' not in html
    assert 'name="sheet" value="a2"' in html
    assert 'name="sheet" value="a3"' in html


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"done": " "}, "What was done"),
        ({"who": ""}, "Who"),
        ({"on": ""}, "Choose the day"),
        ({"on": "soon"}, "Write it like"),
        ({"on": (date.today() + timedelta(days=3)).isoformat()}, "still to come"),
        ({"done": "x" * 500}, "400"),
        ({"item": "q1 or 1=1"}, "belongs to no item"),
        ({"item": "q10"}, "nobody answered this item"),
    ],
)
def test_what_does_not_fit_is_told_and_what_was_typed_stands(
    client: Client, seen: Seen, fields: dict[str, str], says: str
) -> None:
    answer(seen.case_id, phq9(1, ninth=1))
    refused = respond(client, seen.case_id, **fields)
    html = refused.content.decode()
    assert refused.status_code == 400
    assert says in html
    if "item" not in fields:
        assert "R." in html or "sister" in html
        assert 'aria-invalid="true"' in html
    assert read.case_history(THERAPIST, seen.case_id).case.responses == ()
    assert WAITS in html


def test_an_answer_that_is_no_sheet_is_not_found(client: Client, seen: Seen) -> None:
    assert respond(client, seen.case_id, sheet="a99").status_code == 404
    assert respond(client, "nocase00").status_code == 404


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/case/", "/", "/p/"])
def test_it_leads_nowhere_but_to_a_page_of_the_case(
    client: Client, seen: Seen, wanted: str
) -> None:
    answer(seen.case_id, phq9(1, ninth=1))
    done = respond(client, seen.case_id, next=wanted)
    assert done["Location"] == f"/case/{seen.case_id}/measures/"


def test_from_a_form_that_was_refused_it_leads_to_a_page_that_opens(
    client: Client, seen: Seen
) -> None:
    answer(seen.case_id, phq9(1, ninth=1))
    refused = client.post(f"/case/{seen.case_id}/end/", {})
    assert refused.status_code == 400
    assert 'name="next" value=""' in refused.content.decode()
    done = respond(client, seen.case_id, next="")
    assert client.get(done["Location"]).status_code == 200


def test_an_answer_taken_back_is_told_all_the_same(client: Client, seen: Seen) -> None:
    first = phq9(1, ninth=1)
    (id,) = answer(seen.case_id, first)
    second = AnswerSheet("phq9", 1, {**first.answers, "q9": 0}, first.begun_at, first.answered_at)
    measures.answer_form(actor=THERAPIST, case_id=seen.case_id, sheet=second, id=id)
    html = client.get(f"/case/{seen.case_id}/").content.decode()
    assert "and changed afterwards" in html


def test_a_sheet_is_struck_out_only_once_its_item_has_a_response(
    client: Client, seen: Seen
) -> None:
    (id,) = answer(seen.case_id, phq9(1, ninth=3))
    refused = client.post(f"/case/{seen.case_id}/measures/strike/", {"sheet": id})
    assert refused.status_code == 400
    assert "no response yet" in refused.content.decode()
    assert WAITS in refused.content.decode()
    assert WAITS in client.get(f"/case/{seen.case_id}/").content.decode()
    respond(client, seen.case_id, done="A slip of the pen; he says so.")
    client.post(f"/case/{seen.case_id}/measures/strike/", {"sheet": id})
    assert WAITS not in client.get(f"/case/{seen.case_id}/").content.decode()


def test_the_caseload_tells_what_waits_and_puts_it_on_top(client: Client, seen: Seen) -> None:
    quiet = make_case("A-01", "")
    plan_forms(quiet)
    answer(seen.case_id, phq9(1, ninth=1))
    found = waiting(THERAPIST, date.today())
    assert (found[seen.case_id].risks, found[seen.case_id].forms) == (1, 0)
    assert (found[quiet].risks, found[quiet].forms) == (0, 1)
    html = client.get("/").content.decode()
    assert "an endorsed item waits for your response" in html
    assert "a form waits" in html
    assert html.index("M-07") < html.index("A-01")
    respond(client, seen.case_id)
    assert "endorsed item" not in client.get("/").content.decode()


def test_a_form_answered_in_time_does_not_wait(client: Client, seen: Seen) -> None:
    plan_forms(seen.case_id)
    answer(seen.case_id, phq9(1, days=2))
    assert waiting(THERAPIST, date.today()) == {}
    assert waiting(THERAPIST, date.today() + timedelta(days=5))[seen.case_id].forms == 1


def test_another_answer_within_the_hour_asks_again(client: Client, seen: Seen) -> None:
    """The response is to the answer that stood on its page, not to what came meanwhile."""
    answer(seen.case_id, phq9(1, ninth=1))
    assert 'name="value" value="1"' in client.get(f"/case/{seen.case_id}/").content.decode()
    measures.answer_form(
        actor=THERAPIST, case_id=seen.case_id, sheet=phq9(1, ninth=3), id="a1", seen=1
    )
    assert respond(client, seen.case_id, value="1").status_code == 302
    (prompt,) = risk_prompts(THERAPIST, seen.case_id)
    assert (prompt.value, prompt.answer) == (3, "Nearly every day")
    assert respond(client, seen.case_id, value="3").status_code == 302
    assert risk_prompts(THERAPIST, seen.case_id) == ()
    assert respond(client, seen.case_id, value="2").status_code == 400


def test_what_was_read_of_another_case_file_is_forgotten(client: Client, seen: Seen) -> None:
    """The index is of this opening of the file: what another file held is not told here."""
    from wemode.store.sheet_index import INDEX

    known = read.instruments(THERAPIST).values()
    answer(seen.case_id, phq9(1, ninth=1))
    assert len(INDEX.sheets(known)) == 1
    client.post("/lock/")
    client.post("/unlock/", {"passphrase": "four quiet words here"})
    assert len(INDEX.sheets(known)) == 1
    response = RiskResponse("a1", "q9", "Called.", date.today(), "R.")
    measures.respond_to_risk(actor=THERAPIST, case_id=seen.case_id, response=response)
    assert risk_prompts(THERAPIST, seen.case_id) == ()


def test_showing_it_leaves_an_entry_in_the_audit_log(client: Client, seen: Seen) -> None:
    answer(seen.case_id, phq9(1, ninth=1))
    before = len(read.audit_entries(THERAPIST))
    assert len(risk_prompts(THERAPIST, seen.case_id)) == 1
    entries = read.audit_entries(THERAPIST)
    assert len(entries) == before + 1
    assert entries[0].about == {"case": seen.case_id}


def test_words_of_an_item_are_cut_between_words() -> None:
    assert in_short("Short enough.") == "Short enough."
    cut = in_short("word, " * 40)
    assert len(cut) <= SHORT + 2
    assert cut.endswith("word …")
