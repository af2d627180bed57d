"""Plain, warm words: no label, no code, no verdict on any page of the patient's."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import wemode.web
from tests.web.patient_cast import CRISIS, READS, come_in, laid_out, page, today
from wemode.catalogue import codebook
from wemode.catalogue.demo_case import demo_contract_case
from wemode.catalogue.instruments import instruments
from wemode.domain import Case, FormPlan, PlannedForm, Practice, Record, Stamp, Written
from wemode.report.shared_build import shared_page
from wemode.store.results import CaseHistory

HERE = Path(wemode.web.__file__).parent
TEMPLATES = sorted((HERE / "templates" / "wemode" / "patient").glob("*.html"))
SCRIPTS = [HERE / "static" / "wemode" / name for name in ("patient.js", "patient-worker.js")]
LABELS = (
    "narciss", "disorder", "diagnos", "patholog", "clinical", "grandios", "symptom", "score",
    "complian", "adheren", "strain", "rupture", "alliance", "schema", "pattern", "suicid", "risk",
    "severe", "treatment", "patient", "borderline", "dsm", "phq", "questionnaire", "wemode",
)  # fmt: skip


def said(template: str) -> str:
    """What a template says to a reader: its translated texts and what stands between tags."""
    texts = re.findall(r'{%\s*translate\s+"([^"]*)"', template)
    texts += re.findall(r"{%\s*translate\s+'([^']*)'", template)
    texts += re.findall(r"{%\s*blocktranslate.*?%}(.*?){%\s*endblocktranslate", template, re.S)
    bare = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", template, flags=re.S)
    texts += re.findall(r'(?:alt|title|placeholder|aria-label)="([^"]*)"', bare)
    texts.append(re.sub(r"<[^>]*>", " ", bare))
    return " ".join(texts).casefold()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_labels_anybody(path: Path) -> None:
    words = said(path.read_text(encoding="utf-8"))
    assert [label for label in LABELS if label in words] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    spoken = r"{%\s*blocktranslate.*?endblocktranslate\s*%}"
    bare = re.sub(spoken, " ", text, flags=re.S)
    bare = re.sub(r"<[^>]*>", " ", re.sub(r"{%.*?%}|{{.*?}}", " ", bare, flags=re.S))
    assert not re.search(r"[A-Za-z]{2,}", re.sub(r"\bis-\w+", "", bare))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_says_a_word_of_its_own(path: Path) -> None:
    text = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
    sentences = [one for one in re.findall(r'"([^"\n]*)"', text) if one.count(" ") > 2]
    assert [one for one in sentences if not re.search(r"[\[\].=]", one)] == []


def test_the_demo_as_its_patient_sees_it_holds_no_label_and_no_code(
    settings, tmp_path: Path
) -> None:
    plan = FormPlan(tuple(PlannedForm(id, today(), 14) for id in ("phq9", "gad7", "core10")))
    case: Case = replace(
        demo_contract_case(),
        forms=Record("f1", (Written(plan, Stamp(1, today())),)),
    )
    history = CaseHistory("a1b2", "J-04", "Jorin", today(), case)
    practice = Practice(crisis=CRISIS, reads=READS)
    made = shared_page(history, practice, instruments(), today=today())
    made = replace(made, diary=page().diary, check_in=page().check_in)
    phone = come_in(laid_out(settings, tmp_path, made))
    assert made.contract is not None
    places = ["", "contract/", "today/", "session/", "seen/", "who/"]
    places += [f"try/{one.id}/" for one in made.contract.tasks]
    places += [f"form/{one.key}/" for one in made.forms]
    codes = {one.id for one in codebook().codes}
    for place in places:
        body = phone.get(f"/p/{place}").content.decode()
        seen = re.sub(r"<[^>]*>", " ", body.partition("</head>")[2]).casefold()
        assert [label for label in LABELS if label in seen] == [], place
        assert [code for code in codes if code in body] == [], place
        # Nor where only somebody who looks into the page would find it.
        source = re.sub(r"/static/wemode/\S*|wemode_zone", "", body).casefold()
        assert [label for label in (*LABELS, "dreaded") if label in source] == [], place
        assert "a1b2" not in body
        assert not re.search(r"[\u2212+][12]\b", seen), place


def test_addresses_name_no_questionnaire() -> None:
    keys = json.dumps([one.to_dict() for one in (page(),)])
    assert "/p/" not in keys
