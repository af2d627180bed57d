"""The transcript: chips by who stands behind them, decisions kept with who and when."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.web.cast import THERAPIST
from tests.web.conftest import Seen
from wemode.domain import How
from wemode.errors import WemodeError
from wemode.report.turns import turns_page
from wemode.store import read
from wemode.store.results import Mark
from wemode.web.decisions import Decision, parse

PAID = 6  # "You always take his side. What do I pay you for?" bears two suggestions.


def marks(seen: Seen, turn: int) -> tuple[Mark, ...]:
    return read.coded_session(THERAPIST, seen.case_id, seen.number).marks_on(turn)


def hows(seen: Seen, turn: int) -> dict[str, str]:
    return {mark.annotation.code: mark.annotation.how.value for mark in marks(seen, turn)}


def decide(client: Client, seen: Seen, do: str, **more: str):
    return client.post(f"{seen.turns}decide/", {"do": do, **more})


def ids(seen: Seen, turn: int) -> str:
    return ",".join(str(mark.id) for mark in marks(seen, turn))


def test_the_page_shows_every_turn_with_its_suggestions(client: Client, seen: Seen) -> None:
    html = client.get(seen.turns).content.decode()
    assert html.count('<li class="turn ') == 12
    assert html.count("is-suggested") == 12
    assert '<span class="n">95</span>' in html
    assert '<span class="remark">looks away</span>' in html


def test_a_strain_runs_down_its_turns_to_its_repair(seen: Seen) -> None:
    page = turns_page(read.coded_session(THERAPIST, seen.case_id, seen.number))
    span = page.spans[0]
    assert (span.kind, span.first, span.end) == ("confrontation", PAID, "repaired")
    assert page.row(PAID).strain_place == "in-confrontation is-repaired is-first"
    assert "is-last" in page.row(span.last).strain_place
    assert page.row(1).strain_place == ""


def test_accept_one_reject_the_other(client: Client, seen: Seen) -> None:
    first, second = marks(seen, PAID)
    answer = decide(client, seen, f"accept:{PAID}:{first.id}")
    assert answer["Location"] == f"{seen.turns}#t{PAID}"
    decide(client, seen, f"reject:{PAID}:{second.id}")
    assert hows(seen, PAID) == {"p.confrontation": "confirmed", "p.proof": "rejected"}
    kept = marks(seen, PAID)[0]
    assert kept.decided_by == "therapist"
    assert kept.decided_at is not None


def test_accept_all_on_the_turn_and_undo_all(client: Client, seen: Seen) -> None:
    on_turn = ids(seen, PAID)
    decide(client, seen, f"accept-all:{PAID}:{on_turn}")
    assert set(hows(seen, PAID).values()) == {"confirmed"}
    decide(client, seen, f"undo:{PAID}:{on_turn}")
    assert set(hows(seen, PAID).values()) == {"suggested"}


def test_set_a_code_by_hand_and_undo_the_latest(client: Client, seen: Seen) -> None:
    decide(client, seen, "set:10", code="p.guilt")
    assert hows(seen, 10)["p.guilt"] == How.HUMAN
    decide(client, seen, "undo:10:")
    assert "p.guilt" not in hows(seen, 10)


def test_a_set_code_shows_filled_and_a_rejected_one_struck_out(client: Client, seen: Seen) -> None:
    decide(client, seen, f"reject:{PAID}:{marks(seen, PAID)[1].id}")
    decide(client, seen, "set:2", code="p.shame")
    html = client.get(seen.turns).content.decode()
    assert 'class="chip is-set m-affected"' in html
    assert "is-rejected" in html


def test_a_decision_by_two_at_once_is_a_conflict(client: Client, seen: Seen) -> None:
    mark = marks(seen, PAID)[0].id
    decide(client, seen, f"reject:{PAID}:{mark}")
    assert decide(client, seen, f"accept:{PAID}:{mark}").status_code == 409


def test_a_code_of_the_therapist_is_not_set_on_the_patient(client: Client, seen: Seen) -> None:
    assert decide(client, seen, "set:2", code="t.validates").status_code == 400
    assert decide(client, seen, "set:2", code="p.no_such_code").status_code == 400


def test_with_script_the_answer_is_the_turn_and_what_depends_on_it(
    client: Client, seen: Seen
) -> None:
    mark = marks(seen, PAID)[0].id
    answer = client.post(
        f"{seen.turns}decide/", {"do": f"reject:{PAID}:{mark}"}, headers={"HX-Request": "true"}
    )
    html = answer.content.decode()
    assert html.startswith("<li")
    assert "<html" not in html
    assert 'id="ribbon-drawing" hx-swap-oob="true"' in html
    told = json.loads(answer["HX-Trigger-After-Settle"])["wemode:decided"]
    # Without the confrontation there is no strain any more.
    assert told == {"turn": PAID, "undo": [mark], "strains": []}


def test_decisions_change_the_line_of_the_caseload(client: Client, seen: Seen) -> None:
    mark = marks(seen, 7)[0].id
    decide(client, seen, f"reject:7:{mark}")
    assert read.caseload(THERAPIST)[0].digest is not None


def test_the_why_of_a_chip_names_words_confidence_and_who(client: Client, seen: Seen) -> None:
    decide(client, seen, f"accept:{PAID}:{marks(seen, PAID)[0].id}")
    html = client.get(f"{seen.turns}{PAID}/").content.decode()
    assert "“take his side”" in html
    assert "confidence 95 %" in html
    assert "test coder" in html
    assert "accepted by therapist" in html


def test_without_script_a_code_is_set_from_the_page_of_the_turn(client: Client, seen: Seen) -> None:
    html = client.get(f"{seen.turns}{PAID}/").content.decode()
    assert '<option value="p.envy">' in html
    assert '<option value="t.validates">' not in html
    assert 'value="set:6"' in html


@pytest.mark.parametrize("text", ["", "accept", "accept:x:1", "burn:1:2", "set:3", "undo:1:x"])
def test_what_is_no_decision_is_refused(text: str) -> None:
    with pytest.raises(WemodeError):
        parse(text)


def test_a_decision_is_read_as_it_was_written() -> None:
    assert parse("accept-all:4:7,8") == Decision("accept-all", 4, (7, 8))
    assert parse("set:4:", "p.shame") == Decision("set", 4, (), "p.shame")
