"""States over time and the way: drawn on the server, the same in figures and words."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.web.cast import make_session
from tests.web.contract_cast import make_history
from tests.web.formulation_cast import PATTERN, make_episodes, make_pattern


@pytest.fixture
def case_id(case_file: object) -> str:
    return make_history()


def page(client: Client, place: str) -> str:
    answer = client.get(place)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_transcript_there_is_nothing_to_count(client: Client, case_id: str) -> None:
    assert "there is nothing to count" in page(client, f"/case/{case_id}/states/")


def test_every_drawn_share_stands_as_a_figure_with_its_n(client: Client, case_id: str) -> None:
    make_session(case_id)
    make_session(case_id)
    html = page(client, f"/case/{case_id}/states/")
    assert "From the words of 2 sessions." in html
    drawn = len(re.findall(r'class="cv-dot"', html))
    figures = re.findall(r'<span title="[\d.]+–[\d.]+">(\d+) %</span> <span[^>]*>(\d+)/(\d+)', html)
    assert drawn == len(figures) > 20
    assert all(int(share) == round(100 * int(count) / int(n)) for share, count, n in figures)
    assert {n for _share, _count, n in figures} == {"6"}


def test_the_way_says_what_is_missing_and_what_it_is_read_from(
    client: Client, case_id: str
) -> None:
    before = page(client, f"/case/{case_id}/way/")
    assert before.count('class="way-mark"') == 9
    make_episodes(case_id)
    id = make_pattern(case_id)
    html = page(client, f"/case/{case_id}/way/")
    assert f'<a href="/case/{case_id}/pattern/?p=p1">{PATTERN.name}</a>' in html
    title = "On Thursday after the rehearsal · in the parish hall · the conductor"
    assert f'<a href="/case/{case_id}/episodes/#e1">{title}</a>' in html
    # Nothing goes by its internal name.
    assert not re.search(r">[egptsv]\d+<", html[html.index('class="way-map"') :])
    assert f'href="/case/{case_id}/pattern/?p={id}"' in html
    assert f'href="/case/{case_id}/contract/#g1"' in html
    assert html.count("For the next step") < before.count("For the next step")
    then = page(client, f"/case/{case_id}/way/?as_of=1")
    assert "as it was known after session 1" in then
    assert f"/case/{case_id}/pattern/?p={id}" not in then


def test_a_session_that_is_none_is_not_looked_for(client: Client, case_id: str) -> None:
    now = page(client, f"/case/{case_id}/way/")
    for odd in ("-1", "x", ""):
        assert page(client, f"/case/{case_id}/way/?as_of={odd}").count('class="wy-') == now.count(
            'class="wy-'
        )
