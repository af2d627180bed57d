"""The page after a session: own judgement first, one next step, advice set aside and taken up."""

from __future__ import annotations

import re

from django.test import Client

from tests.contract_cases import goal, sheet, task
from tests.web.cast import DAY, SECRET_WORDS, THERAPIST, make_case, make_session
from tests.web.conftest import Seen
from wemode.domain import (
    Assent,
    Attempt,
    GoalMark,
    Hindsight,
    LedgerStrain,
    Outcome,
    Party,
    Repaired,
    SessionKind,
    Stamp,
    StrainKind,
)
from wemode.guidance import known_rules
from wemode.report.intake import contract_changed, read_now
from wemode.report.now import NowPage
from wemode.store import actions, contracts, formulation, read


def head(html: str) -> str:
    found = re.search(r'<h2 id="next-step">(.*?)</h2>', html)
    assert found
    return found[1]


def page_of(seen: Seen) -> NowPage:
    return read_now(THERAPIST, seen.case_id, seen.number)


def sent_of_head(seen: Seen) -> dict[str, str]:
    """What the form beside the next step sends."""
    page = page_of(seen)
    assert page.head
    return {"rule": page.head.rule, "facts": page.head.facts}


def test_the_question_comes_before_any_advice(client: Client, seen: Seen) -> None:
    html = client.get(seen.now).content.decode()
    assert "What does this session need?" in html
    assert "next-step" not in html
    assert SECRET_WORDS not in html


def test_skipping_opens_the_page_and_keeps_nothing(client: Client, seen: Seen) -> None:
    client.post(f"{seen.now}note/", {"text": "not to be kept", "skip": "1"})
    assert head(client.get(seen.now).content.decode())
    assert read.own_note(THERAPIST, seen.case_id, seen.number) is None


def test_the_own_view_is_kept_as_a_private_note_and_can_be_rewritten(
    client: Client, seen: Seen
) -> None:
    client.post(f"{seen.now}note/", {"text": "I was too quick."})
    assert "I was too quick." in client.get(seen.now).content.decode()
    first = read.own_note(THERAPIST, seen.case_id, seen.number)
    assert first
    anew = {"text": "Too quick, twice.", "rewrite": "1", "seen": first.at.isoformat()}
    client.post(f"{seen.now}note/", anew)
    note = read.own_note(THERAPIST, seen.case_id, seen.number)
    assert note
    assert note.text == "Too quick, twice."


def test_an_own_view_that_does_not_fit_is_neither_lost_nor_taken_for_skipped(
    client: Client, seen: Seen
) -> None:
    for text, said in (("a" * 4001, "at most 4000"), ("I\x00 was", "Null characters")):
        answer = client.post(f"{seen.now}note/", {"text": text})
        html = answer.content.decode()
        assert (answer.status_code, said in html, "next-step" in html) == (400, True, False)
    assert "next-step" not in client.get(seen.now).content.decode()


def test_an_own_view_is_kept_when_its_new_writing_does_not_fit(client: Client, seen: Seen) -> None:
    client.post(f"{seen.now}note/", {"text": "I was too quick."})
    answer = client.post(f"{seen.now}note/", {"text": "b" * 4001, "rewrite": "1"})
    html = answer.content.decode()
    assert (answer.status_code, "at most 4000" in html, "b" * 4001 in html) == (400, True, True)
    note = read.own_note(THERAPIST, seen.case_id, seen.number)
    assert note
    assert note.text == "I was too quick."


def test_line_breaks_count_once_as_in_the_browser(client: Client, seen: Seen) -> None:
    lines = "\r\n".join(["a" * 9] * 400)
    assert client.post(f"{seen.now}note/", {"text": lines}).status_code == 302
    note = read.own_note(THERAPIST, seen.case_id, seen.number)
    assert note
    assert len(note.text) == 3999


def test_a_case_nobody_records_leads_to_its_latest_page(client: Client) -> None:
    case_id = unrecorded(3)
    for place in ("", "episodes/", "pattern/write/", "own-views/", "measures/", "events/"):
        html = client.get(f"/case/{case_id}/{place}").content.decode()
        assert f'<a href="/case/{case_id}/session/3/">Now</a>' in html, place


def test_the_page_shows_one_sentence_its_reason_and_the_very_turns(
    client: Client, opened: Seen
) -> None:
    page = page_of(opened)
    html = client.get(opened.now).content.decode()
    assert page.head
    assert head(html) == page.head.says.replace("'", "&#x27;")
    assert page.head.source.split(";")[0].replace("&", "&amp;") in html
    for turn in page.head.turns[:8]:
        assert f'href="{opened.turns}#t{turn}"' in html


def test_the_page_shows_what_the_session_was(client: Client, opened: Seen) -> None:
    html = client.get(opened.now).content.decode()
    assert 'class="ribbon-picture"' in html
    assert "Against you" in html
    assert "repaired by" in html
    assert "Counts of this session, not tested" in html
    assert SECRET_WORDS in html
    assert "I was ashamed" in html
    assert "No contract yet" in html
    assert "Tasks talked about" in html


def test_the_foot_leads_to_what_is_still_to_write_down(client: Client, opened: Seen) -> None:
    alliance = f"/case/{opened.case_id}/alliance/"
    html, then = (client.get(place).content.decode() for place in (opened.now, alliance))
    for at in ("checks", "own"):
        assert f'href="{alliance}#{at}"' in html
        assert f'id="{at}"' in then
    # What was found in the words is one step from being kept.
    for part in ("alliance", "episodes"):
        place = f"/case/{opened.case_id}/{part}/?session={opened.number}"
        assert f'href="{place}"' in html
        assert "Complete it" in client.get(place).content.decode()


def test_set_aside_with_a_reason_and_taken_up_again(client: Client, opened: Seen) -> None:
    sent = sent_of_head(opened)
    rule = sent["rule"]
    before = head(client.get(opened.now).content.decode())
    client.post(f"{opened.now}set-aside/", {**sent, "reason": "We spoke of it at the door."})
    html = client.get(opened.now).content.decode()
    assert head(html) != before
    assert "We spoke of it at the door." in html
    digest = read.caseload(THERAPIST)[0].digest
    assert digest
    assert digest.rule != rule
    client.post(f"{opened.now}take-up/", {"rule": rule})
    assert head(client.get(opened.now).content.decode()) == before
    kept = read.set_aside(THERAPIST, opened.case_id, opened.number)
    assert [one.reason for one in kept] == ["We spoke of it at the door."]


def test_set_aside_wants_a_reason(client: Client, opened: Seen) -> None:
    for reason, said in ((" ", "here is no reason"), ("a" * 2001, "reason is too long")):
        answer = client.post(f"{opened.now}set-aside/", {**sent_of_head(opened), "reason": reason})
        assert (answer.status_code, said in answer.content.decode()) == (400, True)
    assert read.set_aside(THERAPIST, opened.case_id, opened.number) == ()


def test_an_answer_that_waits_for_a_response_is_not_set_aside(client: Client, opened: Seen) -> None:
    sent = {"rule": "safety", "facts": "", "reason": "Known."}
    answer = client.post(f"{opened.now}set-aside/", sent)
    assert answer.status_code == 400
    assert "Record what was done" in answer.content.decode()
    assert read.set_aside(THERAPIST, opened.case_id, opened.number) == ()


def test_set_aside_twice_is_a_conflict(client: Client, opened: Seen) -> None:
    sent = {**sent_of_head(opened), "reason": "No."}
    client.post(f"{opened.now}set-aside/", sent)
    assert client.post(f"{opened.now}set-aside/", sent).status_code == 409


def test_the_sessions_before_and_after_are_one_step_away(client: Client, opened: Seen) -> None:
    make_session(opened.case_id)
    assert "/session/2/" in client.get(opened.now).content.decode()


def test_an_unremarkable_session_says_so(client: Client, seen: Seen) -> None:
    number = make_session(seen.case_id, "Therapist: Good morning.\nPatient: Good morning.\n")
    address = f"/case/{seen.case_id}/session/{number}/"
    client.post(f"{address}note/", {"skip": "1"})
    assert "Nothing presses" in client.get(address).content.decode()


def test_a_session_that_is_not_there_is_said_so(client: Client, seen: Seen) -> None:
    assert client.get(f"/case/{seen.case_id}/session/9/").status_code == 404


def agreed(case_id: str, *, words: str, session: int) -> None:
    """A contract agreed in this session."""
    version = contracts.begin_draft(
        actor=THERAPIST,
        case_id=case_id,
        contract=sheet(goal(wording="Stay until the bread is eaten"), task(), review_every=30),
        session=session,
        on=DAY,
        proposed_by=Party.PATIENT,
    )
    contracts.propose(
        actor=THERAPIST, case_id=case_id, version=version, seen=1, session=session, on=DAY
    )
    at = Stamp(session, DAY)
    both = (Assent(Party.PATIENT, at, words, 8), Assent(Party.THERAPIST, at, "I will ask.", 9))
    contracts.give_assents(actor=THERAPIST, case_id=case_id, version=version, assents=both)
    contract_changed(THERAPIST, case_id)


def visit(client: Client, case_id: str, number: int) -> str:
    """The page of a session, its own judgement skipped."""
    address = f"/case/{case_id}/session/{number}/"
    client.post(f"{address}note/", {"skip": "1"})
    return client.get(address).content.decode()


def unrecorded(sessions: int, kind: SessionKind = SessionKind.HELD) -> str:
    """A case whose sessions nobody records."""
    case_id = make_case("K-11", "")
    for _ in range(sessions):
        actions.record_session(actor=THERAPIST, case_id=case_id, held_on=DAY, kind=kind)
    return case_id


def test_a_session_nobody_recorded_has_its_page_and_its_next_step(client: Client) -> None:
    case_id = unrecorded(3)
    html = visit(client, case_id, 3)
    assert "goals are missing" in head(html)
    assert "There is no transcript" in html
    assert "No contract yet." in html
    assert "/turns/" not in html
    assert f'href="/case/{case_id}/session/2/"' in html
    assert "Nothing presses" in head(visit(client, case_id, 2))


def test_a_missed_session_says_that_it_was(client: Client) -> None:
    assert "It was missed." in visit(client, unrecorded(1, SessionKind.MISSED), 1)


def test_the_contract_stands_beside_it_with_what_moved_today(client: Client) -> None:
    case_id = unrecorded(4)
    agreed(case_id, words="I want to see what it is like.", session=2)
    told = Attempt("t1", Outcome.DONE, Stamp(4, DAY), showed="Nobody looked up")
    contracts.record_attempt(actor=THERAPIST, case_id=case_id, attempt=told)
    contracts.mark_goal(actor=THERAPIST, case_id=case_id, mark=GoalMark("g1", 1, Stamp(4, DAY)))
    html = visit(client, case_id, 4)
    assert "Version 1" in html
    assert "Stay until the bread is eaten" in html
    assert "today, before −1" in html
    assert "Nobody looked up" in html
    assert "what was done" in head(html)
    assert f'href="/case/{case_id}/contract/#t1"' in html
    earlier = visit(client, case_id, 3)
    assert "Nobody looked up" not in earlier
    assert f'href="/case/{case_id}/contract/?as_of=3"' in earlier


def test_advice_about_a_yes_leads_to_that_version(client: Client) -> None:
    case_id = unrecorded(3)
    agreed(case_id, words="Sure.", session=2)
    html = visit(client, case_id, 3)
    assert "how free the yes was" in head(html)
    assert f'href="/case/{case_id}/contract/?v=1"' in html


def test_what_is_set_aside_stays_away_until_it_changes_and_can_be_taken_up_later(
    client: Client,
) -> None:
    case_id = unrecorded(6)
    agreed(case_id, words="Sure.", session=2)
    page = read_now(THERAPIST, case_id, 3)
    assert page.head
    sent = {"rule": page.head.rule, "facts": page.head.facts, "reason": "Asked at the door."}
    client.post(f"/case/{case_id}/session/3/set-aside/", sent)
    later = visit(client, case_id, 4)
    assert "Nothing presses" in head(later)
    assert "Asked at the door." in later
    assert "after session 3" in later
    said = Hindsight(Party.PATIENT, Stamp(5, DAY), "It was a no.", 2)
    contracts.say_later(actor=THERAPIST, case_id=case_id, version=1, hindsight=said)
    assert "how free the yes was" in head(visit(client, case_id, 5))
    assert "Nothing presses" in head(visit(client, case_id, 4))
    client.post(f"/case/{case_id}/session/4/take-up/", {"rule": "bare-yes"})
    assert "how free the yes was" in head(visit(client, case_id, 4))


def test_the_talk_of_a_session_is_offered_as_a_draft(client: Client, opened: Seen) -> None:
    html = client.get(opened.now).content.decode()
    assert f'href="/case/{opened.case_id}/contract/draft/?session=1"' in html


def test_the_line_of_the_caseload_follows_the_contract(client: Client, seen: Seen) -> None:
    for _ in range(2):
        actions.record_session(actor=THERAPIST, case_id=seen.case_id, held_on=DAY)
    number = make_session(seen.case_id, "Therapist: Good morning.\nPatient: Good morning.\n")
    assert "goals are missing" in client.get("/").content.decode()
    agreed(seen.case_id, words="I want to see.", session=number)
    html = client.get("/").content.decode()
    assert "goals are missing" not in html
    assert "agreed v1 · 1 goal · 1 task" in html


def test_own_views_stand_beside_the_advice_session_by_session(client: Client, seen: Seen) -> None:
    make_session(seen.case_id)
    for number in (1, 2):
        address = f"/case/{seen.case_id}/session/{number}/"
        client.post(f"{address}note/", {"text": f"My own view {number}."})
    assert "own-views/?upto=1" in client.get(seen.now).content.decode()
    html = client.get(f"/case/{seen.case_id}/own-views/").content.decode()
    assert html.index("My own view 2.") < html.index("My own view 1.")
    assert page_of(seen).review.advice[0].says.split(",")[0].replace("'", "&#x27;") in html
    earlier = client.get(f"/case/{seen.case_id}/own-views/?upto=1").content.decode()
    assert "My own view 2." not in earlier
    assert "My own view 1." in earlier


def test_no_own_view_and_no_case_are_said_so(client: Client, seen: Seen) -> None:
    html = client.get(f"/case/{seen.case_id}/own-views/").content.decode()
    assert "not written down any own view" in html
    assert client.get("/case/nobody/own-views/").status_code == 404


def test_own_views_are_not_for_a_stranger(stranger: Client, seen: Seen) -> None:
    assert stranger.get(f"/case/{seen.case_id}/own-views/").status_code != 200


def strained(case_id: str, number: int, repaired: Repaired = Repaired.NOT) -> str:
    """A strain in the ledger."""
    strain = LedgerStrain(number, StrainKind.WITHDRAWAL, "Short answers", repaired=repaired)
    return formulation.write_strain(
        actor=THERAPIST, case_id=case_id, strain=strain, session=number, on=DAY
    )


def test_a_strain_of_the_ledger_heads_the_page_with_its_address(client: Client) -> None:
    case_id = unrecorded(2)
    id = strained(case_id, 2)
    html = visit(client, case_id, 2)
    assert "Repair what came between you" in head(html)
    assert f'href="/case/{case_id}/alliance/#{id}"' in html
    assert "withdrawal of session 2" in html
    contract_changed(THERAPIST, case_id)
    assert read.caseload(THERAPIST)[0].digest.rule == "repair-first"  # type: ignore[union-attr]


def test_an_open_strain_of_the_last_transcript_stays_in_the_caseload_until_it_is_repaired(
    client: Client,
) -> None:
    case_id = make_case("K-12", "")
    make_session(case_id, "Therapist: Hm.\nPatient: You always take his side.\n")
    actions.record_session(actor=THERAPIST, case_id=case_id, held_on=DAY)
    contract_changed(THERAPIST, case_id)

    def rule() -> str:
        digest = read.caseload(THERAPIST)[0].digest
        return digest.rule if digest else ""

    assert rule() == "repair-first"
    strain = LedgerStrain(1, StrainKind.CONFRONTATION, repaired=Repaired.FULLY)
    formulation.write_strain(actor=THERAPIST, case_id=case_id, strain=strain, session=2, on=DAY)
    contract_changed(THERAPIST, case_id)
    assert rule() != "repair-first"


def test_what_the_caseload_says_after_missed_appointments_stands_on_the_page_it_leads_to(
    client: Client,
) -> None:
    case_id = make_case("K-12", "")
    make_session(case_id, "Therapist: Hm.\nPatient: I walked home.\n")
    assert "Since then" not in visit(client, case_id, 1)
    for _ in range(3):
        actions.record_session(
            actor=THERAPIST, case_id=case_id, held_on=DAY, kind=SessionKind.MISSED
        )
    contract_changed(THERAPIST, case_id)
    place = f"/case/{case_id}/session/1/"
    assert f'<th scope="row"><a href="{place}">' in client.get("/").content.decode()
    digest = read.caseload(THERAPIST)[0].digest
    assert digest
    says = next(rule.says for rule in known_rules() if rule.id == digest.rule)
    html = client.get(place).content.decode()
    assert head(html) != says
    assert f'after session 4: <a href="/case/{case_id}/session/4/">{says}</a>' in html
    assert "Since then" not in visit(client, case_id, 4)


def test_own_states_speak_on_the_page_and_not_in_the_caseload(client: Client) -> None:
    case_id = unrecorded(2)
    for number in (1, 2):
        formulation.write_own_state(
            actor=THERAPIST, case_id=case_id, session_number=number, values={"anger": 8}, line=""
        )
    contract_changed(THERAPIST, case_id)
    html = visit(client, case_id, 2)
    assert "Steady yourself" in head(html)
    # Private: for the screen, not for paper.
    assert 'class="next no-print"' in html
    assert "Steady yourself" not in client.get("/").content.decode()


def test_a_view_written_in_another_window_is_not_written_over(client: Client, opened: Seen) -> None:
    client.post(f"{opened.now}note/", {"text": "He is hiding."})
    late = client.post(f"{opened.now}note/", {"text": "He was ashamed."})
    assert late.status_code == 400
    said = late.content.decode()
    assert "written anew in another window" in said
    assert said.index("He is hiding.") < said.index("He was ashamed.")
    note = read.own_note(THERAPIST, opened.case_id, opened.number)
    assert note
    assert note.text == "He is hiding."
    # Both were seen now: sent again, it takes the place of the other.
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', said)
    again = client.post(f"{opened.now}note/", {"text": "He was ashamed.", "seen": seen})
    assert again.status_code == 302
    held = read.own_note(THERAPIST, opened.case_id, opened.number)
    assert held
    assert held.text == "He was ashamed."


def test_what_headed_the_advice_is_kept_beside_the_first_own_view(
    client: Client, case_file: object
) -> None:
    case_id = make_case()
    make_session(case_id)
    client.post(f"/case/{case_id}/session/1/note/", {"text": "He is hiding."})
    first = read.own_note(THERAPIST, case_id, 1)
    assert first
    assert first.head in {rule.id for rule in known_rules()}
    anew = {"text": "He was ashamed.", "rewrite": "1", "seen": first.at.isoformat()}
    client.post(f"/case/{case_id}/session/1/note/", anew)
    again = read.own_note(THERAPIST, case_id, 1)
    assert again
    assert (again.text, again.head) == ("He was ashamed.", first.head)
    actions.write_own_note(actor=THERAPIST, case_id=case_id, session_number=1, text="")
    actions.write_own_note(
        actor=THERAPIST, case_id=case_id, session_number=1, text="Slow.", head="new-contract"
    )
    html = client.get(f"/case/{case_id}/own-views/").content.decode()
    assert "When you wrote it:" in html
