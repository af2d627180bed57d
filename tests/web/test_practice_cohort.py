"""The practice's own cases as a page: off, nothing kept, kept, fitted anew, refused."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from itertools import pairwise

import pytest
from django.test import Client

from tests.report.practices import LEAVING, fitted, turn_on
from tests.web.cast import make_case
from wemode.analysis.cohort.calibration import Bin
from wemode.analysis.cohort.cohort import Off
from wemode.analysis.cohort.shown import ExpectedRow
from wemode.analysis.needs import research
from wemode.report.practice_cohort import practice_cohort_text
from wemode.report.practice_cohort_kept import keep_cohort, kept_cohort
from wemode.store import read
from wemode.store.access import Actor, Role
from wemode.web.cohort_drawn import course_drawing, reliability_drawing

PAGE = "/practice/cohort/"
ME = Actor("therapist", Role.THERAPIST)


def words(html: str) -> str:
    """What the page says, without its marks."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def kept(client: Client) -> Client:
    """The therapist's browser, what is experimental turned on, a fit on sixty cases kept."""
    turn_on()
    keep_cohort(ME, fitted())
    return client


def test_off_it_counts_the_cases_and_says_what_turns_it_on(client: Client) -> None:
    make_case()
    keep_cohort(ME, fitted())
    html = page(client)
    said = words(html)
    assert "Closed 0 50 are needed; 50 are missing" in said
    assert "Still on 1" in said
    assert "wemode practice experimental on" in said
    assert 'href="/practice/#experimental"' in html
    assert "Fit anew" not in said
    assert "<svg" not in html
    assert client.post(PAGE, {"measure": "phq9.total"}).status_code == 409
    assert 'href="/practice/cohort/"' in client.get("/practice/").content.decode()


def test_a_stranger_is_led_to_unlock(stranger: Client) -> None:
    assert stranger.get(PAGE)["Location"].startswith("/unlock/")


def test_nothing_is_kept_at_first_and_too_few_say_so_once_fitted(client: Client) -> None:
    turn_on()
    assert "Nothing is kept for PHQ-9 yet." in words(page(client))
    done = client.post(PAGE, {"measure": "phq9.total"})
    assert done["Location"] == f"{PAGE}?measure=phq9.total&done=kept"
    said = words(page(client, "?measure=phq9.total&done=kept"))
    assert "Kept. No course was fitted" in said
    assert "Off, nothing was fitted: 0 closed cases have two or more scores" in said
    assert "and 50 are needed: 50 are missing" in said
    actions = [entry.action for entry in read.audit_entries(ME, limit=2)]
    assert actions == ["keep_course", "read_cohort"]
    # To look at it reads no course.
    page(client)
    assert [entry.action for entry in read.audit_entries(ME, limit=2)] == actions


def test_what_is_kept_is_shown_with_its_numbers(kept: Client) -> None:
    said = words(page(kept))
    assert said.count("experimental") >= 3
    assert "when there were 60 closed cases." in said
    assert "In no fit 2 no session held" in said
    assert "From 60 closed cases with 310 scores" in said
    assert "who began at 16, as the courses of 57 closed cases" in said
    assert "mean 16.00 at session 1, −1.50 a unit of log session; SD between persons 2.45" in said
    assert "1 16.0 16.0 to 16.0 16.0 to 16.0 60" in said
    assert "Of 60 persons 54 left, after 900 sessions at which they might have: 6.00 %" in said
    assert "7 sessions with a sign missing are left out, 1 of them" in said
    assert "the same: an open strain, a fall of the check-in." in said
    assert "Twice as many sessions held 0.50 0.35 to 0.71" in said
    assert "No goal agreed from session 3 on, against one 1.00 0.61 to 1.65" in said
    assert "Calibration slope (right: 1) 0.9100 1.0000" in said
    assert "AUC (none: 0.5) – 0.7200" in said
    assert "Brier score of the plain share 0.0564 0.0564" in said
    assert "n (sessions), of them left 900, 54 900, 54" in said
    assert "nothing about one person" in said


def test_the_page_and_the_command_line_have_the_same_reliability_table(kept: Client) -> None:
    rows = re.findall(r"<tr>(.*?)</tr>", page(kept).partition('id="reliability"')[2])
    cells = [re.findall(r">([^<]*)</t[hd]>", row) for row in rows[1:]]
    assert len(cells) == 3
    lines = practice_cohort_text(kept_cohort(ME)).splitlines()
    at = next(n for n, line in enumerate(lines) if "foretold  happened" in line)
    told = [" ".join(line.split()) for line in lines[at + 1 : at + 4]]
    assert [" ".join(row) for row in cells] == told
    assert told[0].startswith("2.00 % 1.00 % 0.34 % to 2.90 % 300 3")


def test_another_first_score_and_one_that_is_none(kept: Client) -> None:
    assert "who began at 22.5, as" in words(page(kept, "?first=22,5"))
    for first, says in (("28", "from 0 to 27"), ("many", "It is no number"), ("nan", "no number")):
        refused = kept.get(PAGE, {"first": first})
        assert refused.status_code == 400
        html = refused.content.decode()
        assert says in words(html)
        assert f'value="{first}" aria-invalid="true"' in html
        assert "who began at 16, as" in words(html)


def test_another_measure_has_a_fit_of_its_own(kept: Client) -> None:
    html = page(kept, "?measure=gad7.total")
    assert "Nothing is kept for GAD-7 yet." in words(html)
    assert '<option value="gad7.total" selected>' in html
    for measure in ("phq9", "none.total", "ipip_ipc.pa"):
        assert kept.get(PAGE, {"measure": measure}).status_code == 400
        refused = kept.post(PAGE, {"measure": measure})
        assert refused.status_code == 400
    assert "there is no such measure" in kept.get(PAGE, {"measure": "x"}).content.decode().lower()


def test_leaving_that_is_off_or_was_not_calibrated(kept: Client) -> None:
    keep_cohort(ME, fitted(Off("leaving", "9 persons left, and 30 are needed", 60, 9)))
    assert "Off, nothing was fitted: 9 persons left, and 30 are needed." in words(page(kept))
    keep_cohort(ME, fitted(replace(LEAVING, calibration=None)))
    said = words(page(kept))
    assert "it was not calibrated" in said
    assert "Foretold and happened" not in said
    keep_cohort(ME, fitted(replace(LEAVING, converged=False, note="two say the same")))
    assert "the fit did not converge (two say the same)" in words(page(kept))


def test_without_the_extra_it_says_what_to_install_and_shows_what_is_kept(
    kept: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.split(".")[0] == "statsmodels"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "statsmodels", None)
    said = words(page(kept))
    assert "pip install wemode[research]" in said
    assert "Fit anew" not in said
    assert "Of 60 persons 54 left" in said

    def fit(actor: Actor, measure: str) -> None:
        with research():
            import statsmodels  # noqa: F401

    monkeypatch.setattr("wemode.web.views.practice_cohort.practice_cohort", fit)
    refused = kept.post(PAGE, {"measure": "phq9.total"})
    assert refused.status_code == 400
    assert "pip install wemode[research]" in refused.content.decode()


def test_a_role_without_the_right_fits_nothing(
    kept: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in (Role.SUPERVISOR, Role.RESEARCHER):
        monkeypatch.setattr(
            "wemode.web.views.practice_cohort.actor", lambda role=role: Actor("Rosa", role)
        )
        assert kept.post(PAGE, {"measure": "phq9.total"}).status_code == 403
    assert kept_cohort(ME).fitted_closed == 60


def test_a_group_stands_where_the_scale_says() -> None:
    drawn = reliability_drawing((Bin(0.1, 0.2, 40, 8, 0.05, 0.35),))
    # The field is 320 wide from 52 on, and high from 54 on; the axes end at 40 %.
    assert '<circle cx="132.0" cy="214.0" r="4" class="ch-dot"/>' in drawn
    assert '<line x1="132.0" x2="132.0" y1="334.0" y2="94.0" class="ch-bar"/>' in drawn
    assert '<line x1="52.0" y1="374.0" x2="372.0" y2="54.0" class="ch-same"/>' in drawn
    assert re.findall(r">([\d.]+ %)<", drawn)[::2] == ["0 %", "10 %", "20 %", "30 %", "40 %"]
    assert ">40</text>" in drawn


def test_the_numbers_of_groups_do_not_run_together() -> None:
    bins = tuple(Bin(0.01 + 0.001 * at, 0.01, 600, 6, 0.0, 0.03) for at in range(10))
    row = re.findall(
        r'<text x="([\d.]+)" y="20.0" class="ch-number is-middle">', str(reliability_drawing(bins))
    )
    places = [float(x) for x in row]
    assert len(places) == 10
    assert all(later - place >= 31 for place, later in pairwise(places))
    assert places[-1] <= 372


def test_a_course_stands_where_the_scale_says() -> None:
    rows = [ExpectedRow(n, 10.0, 9.0, 11.0, 5.0, 20.0) for n in range(1, 6)]
    drawn = course_drawing(rows, (0.0, 20.0))
    # The field is 192 high from 8 on, and 1000 wide.
    assert 'points="0.0,104.0 250.0,104.0 500.0,104.0 750.0,104.0 1000.0,104.0"' in drawn
    assert 'points="0.0,8.0 250.0,8.0' in drawn
    assert "750.0,152.0 500.0,152.0 250.0,152.0 0.0,152.0" in drawn
    sessions = re.findall(r'<text x="([\d.]+)%" y="224" [^>]*>(\d+)<', drawn)
    assert sessions == [("0.00", "1"), ("25.00", "2"), ("50.00", "3"), ("100.00", "5")]
