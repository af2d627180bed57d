"""The page of all rules: what each says, when it speaks, when it falls silent, from where."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from tests.web.cast import THERAPIST
from tests.web.conftest import Seen
from wemode.guidance import known_rules, meaning
from wemode.report.intake import read_now


def test_every_rule_stands_there_in_words_and_in_order(client: Client) -> None:
    html = unescape(client.get("/rules/").content.decode())
    places = [html.index(f'<h2 id="{rule.id}">') for rule in known_rules()]
    assert places == sorted(places)
    for rule in known_rules():
        for said in (rule.title, rule.says, rule.off_when, rule.source, rule.population):
            assert said in html
        for condition in (*rule.conditions, *rule.case_conditions):
            assert meaning(condition.fact) in html
            assert condition.fact not in html or "_" not in condition.fact


def test_each_piece_of_advice_leads_to_its_rule(client: Client, opened: Seen) -> None:
    html = client.get(opened.now).content.decode()
    led_to = re.findall(r'href="/rules/#([a-z-]+)"', html)
    held = read_now(THERAPIST, opened.case_id, opened.number).standing
    assert sorted(led_to) == sorted(one.rule for one in held)
    assert led_to


def test_a_stranger_sees_no_rules(stranger: Client) -> None:
    assert stranger.get("/rules/").status_code == 302
