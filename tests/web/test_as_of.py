"""A session still to come is refused on every page that looks back, as on the command line."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.conftest import Seen

PAGES = ("contract", "pattern", "alliance", "states", "way", "course", "measures", "events")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("number", ["2", "999", "9" * 30])
def test_a_session_still_to_come_is_refused(
    client: Client, seen: Seen, name: str, number: str
) -> None:
    answer = client.get(f"/case/{seen.case_id}/{name}/?as_of={number}")
    assert answer.status_code == 404
    assert "its last is session 1" in answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_what_was_known_before_and_after_the_last_session_is_shown(
    client: Client, seen: Seen, name: str
) -> None:
    for number in ("0", "1", " 1 "):
        assert client.get(f"/case/{seen.case_id}/{name}/?as_of={number}").status_code == 200


def test_own_views_and_the_sheet_refuse_it_too(client: Client, seen: Seen) -> None:
    for place in ("own-views/?upto=2", "contract/sheet.pdf?as_of=2"):
        answer = client.get(f"/case/{seen.case_id}/{place}")
        assert (answer.status_code, "its last is session 1" in answer.content.decode()) == (
            404,
            True,
        )
