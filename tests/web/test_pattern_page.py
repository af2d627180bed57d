"""The Pattern page: the loop and its evidence, writing, offering, agreeing, fact and view."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.web.cast import THERAPIST
from tests.web.contract_cast import GOAL, make_history
from tests.web.formulation_cast import ANSWER, OFFER, PATTERN, make_episodes, make_pattern
from wemode.domain import Case, Part, PatternState
from wemode.store import read

CLINICAL = ("Dreaded", "Coping", "response", "image of self", "episode")


@pytest.fixture
def case_id(case_file: object) -> str:
    case_id = make_history()
    make_episodes(case_id)
    return case_id


def known(case_id: str) -> Case:
    return read.case_history(THERAPIST, case_id).case


def page(client: Client, case_id: str, query: str = "") -> str:
    answer = client.get(f"/case/{case_id}/pattern/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, case_id: str, what: str, **typed: object) -> tuple[int, str]:
    answer = client.post(f"/case/{case_id}/pattern/{what}/", typed)
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def drawn(html: str, css: str) -> str:
    """All text of one of the two drawings."""
    picture = re.search(rf'<svg[^>]*class="loop {css}".*?</svg>', html, re.DOTALL)
    assert picture
    return " ".join(re.sub(r"<[^>]+>", " ", picture[0]).split())


def test_without_a_pattern_the_page_leads_to_episodes(client: Client, case_id: str) -> None:
    html = page(client, case_id)
    assert "No pattern is written yet." in html
    assert f'href="/case/{case_id}/episodes/"' in html


def test_every_word_stands_in_both_drawings_and_in_the_list(client: Client, case_id: str) -> None:
    make_pattern(case_id)
    html = page(client, case_id)
    listed = html[html.index('class="part-list"') :]
    for part, filled in PATTERN.parts.items():
        assert filled.words in drawn(html, "is-wide"), part
        assert filled.words in drawn(html, "is-narrow"), part
        assert filled.words in listed, part
    assert "3 of 3 episodes" in drawn(html, "is-wide")
    assert "What happens in the body at that moment?" in listed
    assert "recognised by the patient" in html


def test_a_chosen_episode_lights_what_it_shows(client: Client, case_id: str) -> None:
    id = make_pattern(case_id)
    plain, chosen = page(client, case_id), page(client, case_id, f"?p={id}&e=e3")
    assert "<mark>" not in plain
    lit = re.findall(r"<mark>(.*?)</mark>", chosen)
    assert lit == [PATTERN.words(part) for part in (Part.WISH, Part.OTHER_RESPONSE, Part.THOUGHT)]
    assert 'class="lp-lit"' in chosen
    assert re.search(r'class="card is-lit is-chosen"[^>]*aria-current="true"', chosen)


def test_the_shared_page_is_without_clinical_words(client: Client, case_id: str) -> None:
    id = make_pattern(case_id)
    html = page(client, case_id, f"share/?p={id}&v=1")
    sheet = html[html.index("<article") : html.index("</article>")]
    assert "What I am afraid I am" in sheet
    assert PATTERN.plain in sheet
    assert [word for word in CLINICAL if word in sheet] == []


def test_it_is_written_with_the_episodes_that_show_it(client: Client, case_id: str) -> None:
    html = page(client, case_id, "write/")
    assert "e1 · That she says it was good to have me there." in html
    status, place = send(
        client,
        case_id,
        "write",
        name="The lid",
        wish="To be heard.",
        **{"wish.episodes": ["e1", "e2"], "roots": ["e4"], "motive": "closeness"},
    )
    assert (status, place) == (302, f"/case/{case_id}/pattern/?p=p1&v=1&done=kept")
    (version,) = known(case_id).patterns
    assert version.pattern.parts[Part.WISH].episodes == ("e1", "e2")
    assert (version.pattern.roots, version.state) == (("e4",), PatternState.DRAFT)


@pytest.mark.parametrize(
    ("typed", "said", "field"),
    [
        ({"name": ""}, "it is empty", "p-name"),
        ({"wish": "a" * 401}, "401 characters", "p-wish"),
        ({"wish.episodes": ["e9"]}, "e9", "p-wish"),
        ({"wish.episodes": ["<b>"]}, "no episode", "p-wish"),
        ({"motive": "Fame!"}, "it is not in the list", "p-motive"),
        ({"motive": "forged", "name": ""}, "it is not in the list", "p-motive"),
        ({"motive": "forged", "name": ""}, "it is empty", "p-name"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_all_typed_stays(
    client: Client, case_id: str, typed: dict[str, object], said: str, field: str
) -> None:
    all_typed = {"name": "The lid", "cost": "I am alone.", "cost.episodes": ["e2"], **typed}
    status, html = send(client, case_id, "write", **all_typed)
    assert status == 400
    assert said in html
    assert f'href="#{field}"' in html
    assert f'id="{field}"' in html
    assert "I am alone.</textarea>" in html
    assert re.search(r'name="cost.episodes" value="e2" checked', html)
    assert known(case_id).patterns == ()


def test_offered_recognised_corrected_and_given_up(client: Client, case_id: str) -> None:
    id = make_pattern(case_id, agreed=False)
    status, html = send(client, case_id, "offer", id=id, seen="1", words="a" * 3000)
    assert (status, "3,000 characters" in html) == (400, True)
    assert send(client, case_id, "offer", id=id, seen="1", words=OFFER)[0] == 302
    assert send(client, case_id, "agree", id=id, words=ANSWER)[0] == 302
    html = page(client, case_id, "?done=agree")
    assert OFFER in html
    assert ANSWER in html
    assert "Kept: the patient recognises it." in html

    status, place = send(
        client, case_id, "write", id=id, seen="1", name="The lid", wish="To be heard."
    )
    assert (status, place) == (302, f"/case/{case_id}/pattern/?p={id}&v=2&done=kept")
    assert [one.state for one in known(case_id).patterns] == [
        PatternState.AGREED,
        PatternState.DRAFT,
    ]
    assert "Version 2 is being written." in page(client, case_id)
    assert (
        send(client, case_id, "drop", id=id, version="2", words="It was ours, not his.")[0] == 302
    )
    assert known(case_id).pattern(id).number == 1  # type: ignore[union-attr]


def test_a_correction_stands_there_after_it_is_kept_and_after_it_is_offered(
    client: Client, case_id: str
) -> None:
    id = make_pattern(case_id)
    typed = {"id": id, "seen": "1", "name": "The lid", "wish": "To be heard to the end."}
    _, place = send(client, case_id, "write", **typed)
    html = client.get(place).content.decode()
    assert "To be heard to the end." in drawn(html, "is-wide")
    assert "It was offered to the patient" in html
    (seen,) = set(re.findall(r'name="seen" value="(\d+)"', html))
    typed = {"id": id, "version": "2", "seen": seen, "words": "A lid, then?"}
    _, place = send(client, case_id, "offer", **typed)
    html = client.get(place).content.decode()
    assert "To be heard to the end." in drawn(html, "is-wide")
    assert "The patient recognises it" in html


def test_two_who_write_at_once_lose_nothing(client: Client, case_id: str) -> None:
    id = make_pattern(case_id, agreed=False)
    assert send(client, case_id, "write", id=id, seen="1", name="The lid")[0] == 302
    status, html = send(client, case_id, "write", id=id, seen="1", name="The door")
    assert status == 409
    assert "The door</textarea>" in html
    assert "Look at both: keeping yours puts it on top" in html
    assert "P1:" not in html
    assert 'name="seen" value="2"' in html


def test_words_of_an_offer_stay_where_the_draft_is_not_the_version_that_holds(
    client: Client, case_id: str
) -> None:
    id = make_pattern(case_id)
    send(client, case_id, "write", id=id, seen="1", name="The lid", wish="To be heard.")
    (seen,) = set(re.findall(r'name="seen" value="(\d+)"', page(client, case_id, "?v=2")))
    typed = {"id": id, "version": "2", "seen": seen}
    status, html = send(client, case_id, "offer", **typed, words="a" * 3000)
    assert (status, "a" * 3000 + "</textarea>" in html) == (400, True)
    send(client, case_id, "write", id=id, seen=seen, name="The door", wish="To be heard.")
    status, html = send(client, case_id, "offer", **typed, words=OFFER)
    assert (status, f"{OFFER}</textarea>" in html) == (409, True)
    assert known(case_id).patterns[-1].state is PatternState.DRAFT


def test_how_it_is_held_is_tapped(client: Client, case_id: str) -> None:
    id = make_pattern(case_id)
    assert send(client, case_id, "view", id=id, value="6", words="Perhaps.")[0] == 302
    # The same session was rated before: the later rating counts.
    assert [one.value for one in known(case_id).views] == [1, 6]
    html = page(client, case_id)
    assert html.count('class="fv-dot"') == 2
    assert "Perhaps." in html
    for value, said in (("", "there is no rating"), ("11", "not between 0 and 10"), ("x", "whole")):
        status, html = send(client, case_id, "view", id=id, value=value, words="Perhaps.")
        assert (status, said in html, "Perhaps.</textarea>" in html) == (400, True, True)


def test_as_it_was_known_then(client: Client, case_id: str) -> None:
    make_pattern(case_id)
    then = page(client, case_id, "?as_of=4")
    assert ANSWER not in then
    assert "Nothing later than session 4 is shown." in then
    assert client.get(f"/case/{case_id}/pattern/?p=p9").status_code == 404


def test_a_goal_leads_to_the_sheet_that_shows_it(client: Client, case_id: str) -> None:
    send(client, case_id, "write", name="The lid", wish="To be heard.", motive="play")
    contract = f"/case/{case_id}/contract/"
    assert f'<a href="{contract}#g1">{GOAL.wording}</a>' in page(client, case_id)
    assert 'id="g1"' in client.get(contract).content.decode()
