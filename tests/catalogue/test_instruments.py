"""Instruments are data that is checked as it is read, and words are packed only where they may."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.instrument_cases import full_file, full_score, words_for
from wemode.analysis.scoring import score
from wemode.catalogue.instruments import (
    FREE_LICENCES,
    INSTRUMENTS,
    digest,
    instruments,
    own_instrument,
    read_instrument,
    read_instruments,
    words,
)
from wemode.catalogue.own_instrument import own_template
from wemode.domain import Level, Missing
from wemode.errors import BadContent, Problem, Unfit

SHIPPED = ["core10", "etmcq", "gad7", "ipip_ipc", "ipip_self_esteem", "phq15", "phq9", "rfq8"]
TO_BRING = ["bpni", "lpfs_bf2", "npi16", "pid5_bf", "wai_sr", "wsas"]
METHODS = ["check_in", "gas", "pq"]


def problems(document: dict[str, Any]) -> str:
    with pytest.raises(BadContent) as caught:
        own_instrument(document)
    return str(caught.value)


def test_the_first_set_is_there() -> None:
    assert sorted(instruments()) == sorted(SHIPPED + TO_BRING + METHODS)


def test_words_are_shipped_only_where_they_are_free() -> None:
    found = instruments()
    assert all(found[id].is_ready and found[id].ships_text for id in SHIPPED)
    assert all(found[id].licence.id in FREE_LICENCES for id in SHIPPED)
    assert all(words(found[id]) == () and not found[id].is_ready for id in TO_BRING)


def test_goal_attainment_is_marked_in_the_contract_and_never_asked_as_a_form() -> None:
    assert not instruments()["gas"].is_ready
    assert instruments()["pq"].is_ready


@pytest.mark.parametrize(
    ("id", "score", "items", "lowest", "highest"),
    [
        ("phq9", "total", 9, 0, 27),
        ("gad7", "total", 7, 0, 21),
        ("phq15", "total", 15, 0, 30),
        ("core10", "total", 10, 0, 40),
        ("rfq8", "certainty", 6, 0, 3),
        ("rfq8", "uncertainty", 6, 0, 3),
        ("ipip_self_esteem", "self_esteem", 10, 1, 5),
        ("wai_sr", "total", 12, 12, 60),
        ("wsas", "without_item_1", 4, 0, 32),
    ],
)
def test_scores_have_the_published_range(
    id: str, score: str, items: int, lowest: float, highest: float
) -> None:
    found = instruments()[id].subscale(score)
    assert found is not None
    assert (len(found.items), found.lowest, found.highest) == (items, lowest, highest)


def test_constants_stand_with_their_study() -> None:
    core = instruments()["core10"].subscales[0]
    assert core.reliable_change is not None
    assert (core.reliable_change.difference, core.reliable_change.confidence) == (6, 0.9)
    assert [one.value for one in core.cutoffs] == [11, 13]
    functional = [(one.mean, one.sd) for one in core.norms if one.functional]
    assert functional == [(4.7, 4.8)]
    assert core.missing is Missing.PRORATE
    assert core.missing_source


def test_what_was_not_found_is_left_out() -> None:
    found = instruments()
    for id in ("etmcq", "bpni"):
        assert found[id].subscales == ()
        assert "not" in found[id].caution
    assert all(not one.norms and not one.reliability for one in found["rfq8"].subscales)
    assert all(not one.norms for one in found["ipip_ipc"].subscales)
    reliability = [one.kind for one in found["phq9"].subscales[0].reliability]
    assert reliability == ["alpha"]


def test_every_score_speaks_to_a_level() -> None:
    by_level: dict[Level | None, set[str]] = {}
    for one in instruments().values():
        for scale in one.subscales:
            by_level.setdefault(scale.level, set()).add(one.id)
    assert by_level == {
        Level.SYMPTOMS: {"phq9", "gad7", "phq15", "core10", "wsas", "pq"},
        Level.STRUCTURE: {"rfq8", "ipip_self_esteem", "lpfs_bf2", "pid5_bf", "npi16"},
        Level.RELATIONS: {"ipip_ipc", "wai_sr"},
    }


def test_loinc_codes_have_their_check_digit() -> None:
    codes = []
    for one in instruments().values():
        codes += [one.loinc, *(item.loinc for item in one.items)]
        codes += [score.loinc for score in one.subscales]
    codes = [code for code in codes if code]
    assert len(codes) == 38
    for code in codes:
        number, check = code.split("-")
        # Mod 10 (Luhn), as LOINC has it.
        doubled = [int(d) * (2 if n % 2 == 0 else 1) for n, d in enumerate(reversed(number))]
        assert (10 - sum(d // 10 + d % 10 for d in doubled) % 10) % 10 == int(check), code


def test_risk_items_are_those_two() -> None:
    risky = {one.id: [item.id for item in one.risk_items] for one in instruments().values()}
    assert {id: items for id, items in risky.items() if items} == {"phq9": ["q9"], "core10": ["q6"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(INSTRUMENTS, tmp_path / "instruments"))


def packed(folder: Path) -> str:
    with pytest.raises(BadContent) as caught:
        read_instruments(folder)
    return str(caught.value)


def alter(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_words_that_may_not_be_altered_are_frozen(folder: Path) -> None:
    alter(folder / "core10.toml", "I have felt unhappy", "I have been unhappy")
    assert "may not be altered" in packed(folder)


def test_another_licence_does_not_thaw_them(folder: Path) -> None:
    alter(folder / "core10.toml", "I have felt unhappy", "I have been unhappy")
    alter(folder / "core10.toml", 'id = "CC-BY-ND-4.0"', 'id = "CC-BY-4.0"')
    assert "may not be altered" in packed(folder)


def test_words_are_no_method(folder: Path) -> None:
    """The licence “method” says that there are no words; with items there are."""
    alter(folder / "etmcq.toml", 'id = "CC-BY-4.0"', 'id = "method"')
    assert "a method has no items" in packed(folder)


def test_a_licence_file_must_lie_beside_its_words(folder: Path) -> None:
    (folder / "core10-LICENSE.txt").write_text(" ", encoding="utf-8")
    assert "or nothing in it" in packed(folder)
    (folder / "core10-LICENSE.txt").unlink()
    assert "core10-LICENSE.txt" in packed(folder)


def test_the_words_of_an_unlicensed_instrument_are_not_packed(folder: Path) -> None:
    alter(folder / "wsas.toml", '{ id = "q1" }', '{ id = "q1", text = "Invented" }')
    alter(folder / "wai_sr.toml", "{ value = 1 }", '{ value = 1, label = "Invented" }')
    alter(folder / "gad7.toml", 'id = "public-domain"', 'id = "unclear"')
    alter(folder / "npi16.toml", "ships_text = false", 'ships_text = false\nrecall = "Invented"')
    said = packed(folder)
    assert "wsas.toml, file: it holds words of the form, though ships_text = false" in said
    assert "wai_sr.toml, file: it holds words of the form" in said
    assert "gad7.toml, licence: it holds words, and its licence does not let them" in said
    assert "npi16.toml, file: “recall” is of the form" in said


def test_the_words_of_core10_stand_in_its_own_file_alone() -> None:
    """They are licensed apart; what no check can see is the words of forms that are not here."""
    texts = [item.text for item in instruments()["core10"].items if len(item.text.split()) >= 5]
    package = INSTRUMENTS.parent.parent
    for path in package.rglob("*"):
        if path.suffix in {".py", ".toml", ".html", ".txt", ".md", ".json", ".js"}:
            text = path.read_text(encoding="utf-8")
            assert path.name == "core10.toml" or not [one for one in texts if one in text], path


def test_a_file_is_named_after_its_id(folder: Path) -> None:
    (folder / "gad7.toml").rename(folder / "gad.toml")
    assert "not named after its id" in packed(folder)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"subscales": full_score(items=["q1", "q9"])}, "names item “q9”"),
        ({"subscales": full_score(reversed=["q9"])}, "reverses “q9”"),
        ({"subscales": full_score(items=["q1", "q1"])}, "“q1” stands twice"),
        ({"subscales": full_score(highest=16)}, "its answers give 15"),
        ({"subscales": full_score(method="mean")}, "its answers give 3"),
        ({"subscales": full_score(recode={"0": 1})}, "leaves out the answer 1"),
        ({"subscales": full_score(recode={"7": 1})}, "which is no answer"),
        ({"subscales": full_score(recode={"x": 1})}, "no whole number"),
        ({"subscales": full_score(missing="prorate", least=3)}, "“least” does not fit"),
        ({"subscales": full_score(missing="prorate", least=4)}, "has no source"),
        ({"subscales": full_score(least=4)}, "“least” has no meaning"),
        ({"subscales": full_score(better="up")}, "“better” is none of those known"),
        ({"subscales": full_score(highest=float("inf"))}, "too large to be true"),
        ({"subscales": full_score(highest=float("nan"))}, "“highest” is no number"),
        ({"subscales": full_score(highest=None)}, "“highest” is missing"),
        (
            {
                "subscales": full_score(
                    norms=[{"population": "a", "mean": 3, "sd": 70, "source": "b"}]
                )
            },
            "spreads wider than its scores",
        ),
        (
            {"subscales": full_score(reliable_change={"difference": 60, "source": "b"})},
            "wider than its scores",
        ),
        ({"loinc": "44249-2"}, "file: “loinc” is no LOINC code"),
        ({"loinc": "PHQ"}, "file: “loinc” is no LOINC code"),
        ({"subscales": full_score(loinc="44249")}, "score total: “loinc” is no LOINC code"),
        ({"items": [{"id": "q1", "text": "a", "loinc": "1-1"}]}, "item q1: “loinc” is no LOINC"),
        (
            {"scale": [{"value": 0, "loinc": "44249-1"}, {"value": 1}]},
            "the LOINC code of answer 0 is none",
        ),
        ({"title": "x" * 401}, "“title” is too long"),
        ({"stem": "x" * 2001}, "stem: its text is too long"),
        ({"short": "a\0b"}, "“short” holds characters that are no text"),
        (
            {"subscales": full_score(bands=[{"lowest": 3, "label": "a", "source": "b"}])},
            "do not begin at the lowest",
        ),
        (
            {
                "subscales": full_score(
                    bands=[{"lowest": n, "label": "a", "source": "b"} for n in (0, 9, 5)]
                )
            },
            "not in order",
        ),
        (
            {"subscales": full_score(cutoffs=[{"value": 99, "source": "b"}])},
            "a cut-off lies outside",
        ),
        (
            {
                "subscales": full_score(
                    norms=[{"population": "a", "mean": 3, "sd": 0, "source": "b"}]
                )
            },
            "no spread",
        ),
        (
            {"subscales": full_score(reliability=[{"kind": "a", "value": 84, "source": "b"}])},
            "not between 0 and 1",
        ),
        (
            {"subscales": full_score(reliable_change={"difference": -1, "source": "b"})},
            "not above 0",
        ),
        ({"items": [{"id": "q1", "text": "a", "risk_from": 9}]}, "no answer of its scale"),
        ({"items": [{"id": "q1"}]}, "some have no text"),
        ({"ships_text": False}, "though ships_text = false"),
        ({"personal": True}, "asked without any of its own"),
        ({"scale": [{"value": 0}]}, "there are 1 answers"),
        ({"scale": [{"value": 0}, {"value": 0}]}, "“answer 0” stands twice"),
        ({"scale": "0 to 3"}, "no list of blocks"),
        ({"id": "Garden!"}, "no name for an instrument"),
        ({"id": "phq9"}, "one of our instruments"),
        ({"version": 0}, "below 1"),
        ({"licence": None}, "there is no [licence]"),
        ({"licens": {}}, "does not know the key “licens”"),
    ],
)
def test_a_broken_file_says_what_is_wrong(changes: dict[str, Any], says: str) -> None:
    assert says in problems(full_file(**changes))


def test_all_problems_of_a_file_are_said_at_once() -> None:
    said = problems(full_file(version=0, short="", subscales=full_score(items=["q9"], level="x")))
    for part in ("“version”", "“short”", "“q9”", "“level”"):
        assert part in said


def test_a_whole_instrument_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "garden.toml"
    path.write_text(
        'id = "garden"\nversion = 1\ntitle = "Garden"\nshort = "Garden"\nsource = "Made up"\n'
        'scale = [{ value = 0, label = "no" }, { value = 1, label = "yes" }]\n'
        'items = [{ id = "q1", text = "I was outside", risk_from = 1 }]\n'
        '[licence]\nid = "own"\nstatement = "Ours"\nsource = "Us"\n',
        encoding="utf-8",
    )
    found = read_instrument(path)
    assert found.is_ready
    assert [item.id for item in found.risk_items] == ["q1"]
    # As Windows' own editor saves it.
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_instrument(path) == found


@pytest.mark.parametrize("id", TO_BRING)
def test_words_that_are_brought_make_an_instrument_ready(id: str) -> None:
    base = instruments()[id]
    found = own_instrument(words_for(base))
    assert found.is_ready
    assert not found.ships_text
    assert found.licence.statement == "A letter of permission"
    assert found.subscales == base.subscales


def test_the_two_sentences_of_a_forced_choice_keep_the_order_of_the_form() -> None:
    document = words_for(instruments()["npi16"])
    document["choices"]["q1"].reverse()
    found = own_instrument(document)
    assert [one.value for one in found.items[0].choices] == [1, 0]
    assert [one.value for one in found.items[1].choices] == [0, 1]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"held": ""}, "“held” is missing"),
        ({"texts": {}}, "“q1” is missing"),
        ({"texts": {"q99": "x"}}, "no item “q99”"),
        ({"labels": {"1": "one end"}}, "answer 5 has no words"),
        ({"labels": {"9": "x"}}, "no answer “9”"),
        ({"choices": {"q1": []}}, "has the answers of all"),
        ({"extends": "wai"}, "none of our instruments"),
        ({"extends": "phq9"}, "has its words already"),
        ({"extends": ["wai_sr"]}, "none of our instruments"),
        ({"version": 0}, "below 1"),
        ({"scale": []}, "does not know the key"),
    ],
)
def test_brought_words_that_do_not_fit_are_told(changes: dict[str, Any], says: str) -> None:
    assert says in problems(words_for(instruments()["wai_sr"]) | changes)


def test_a_score_may_be_brought_where_its_key_was_not_found() -> None:
    score = {
        "id": "mine",
        "title": "A score of mine",
        "items": ["q1", "q2"],
        "method": "mean",
        "better": "neither",
        "lowest": 1,
        "highest": 7,
    }
    found = own_instrument({"extends": "etmcq", "version": 2, "subscales": [score]})
    assert [one.id for one in found.subscales] == ["mine"]
    assert (found.version, found.caution, found.is_ready) == (2, "", True)
    assert found.licence == instruments()["etmcq"].licence
    assert "its answers give 7" in problems(
        {"extends": "etmcq", "subscales": [score | {"highest": 5}]}
    )


@pytest.mark.parametrize("id", [*TO_BRING, "etmcq"])
def test_a_template_holds_what_has_to_be_filled_in(id: str) -> None:
    document = tomllib.loads(own_template(instruments()[id]))
    assert document["extends"] == id
    if id in TO_BRING:
        said = problems(document)
        assert "“held” is missing" in said
        assert "q1" in said


def test_there_is_no_template_where_nothing_is_missing() -> None:
    for id in ("phq9", "core10", "gas", "pq"):
        with pytest.raises(Unfit, match="nothing is missing"):
            own_template(instruments()[id])


def test_words_that_are_brought_leave_ours_as_they_are() -> None:
    # As the case file keeps them: through JSON.
    found = own_instrument(json.loads(json.dumps(words_for(instruments()["wsas"]))))
    assert found.is_ready
    assert not instruments()["wsas"].is_ready


def test_a_sum_over_own_items_has_no_range() -> None:
    personal = {"personal": True, "items": []}
    score = {"items": [], "reversed": [], "lowest": 0, "highest": 3}
    assert own_instrument(full_file(**personal, subscales=full_score(**score, method="mean")))
    with pytest.raises(BadContent, match="no lowest and highest") as caught:
        own_instrument(full_file(**personal, subscales=full_score(**score, method="sum")))
    assert len(caught.value.problems) == 1


def test_one_altered_character_changes_the_digest() -> None:
    one = own_instrument(full_file())
    items = full_file()["items"]
    items[0]["text"] += "."
    assert digest(one) != digest(own_instrument(full_file(items=items)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*full_file(), "value", "label", "items"]), inner)
    ),
    max_leaves=6,
)


def read_or_refused(document: dict[str, Any]) -> None:
    """It is an instrument whose lowest answers score on every scale, or refused in words."""
    problems: tuple[Problem, ...] = ()
    try:
        found = own_instrument(document)
    except BadContent as error:
        problems = error.problems
    assert all(one.where and one.what and one.remedy for one in problems)
    if problems:
        return
    lowest = {one.id: min(c.value for c in found.choices(one)) for one in found.items}
    scores = score(found, lowest)
    assert [one.subscale for one in scores] == [one.id for one in found.subscales]
    assert all(
        one.value is None or scale.lowest <= one.value <= scale.highest
        for one, scale in zip(scores, found.subscales, strict=True)
    )


@settings(max_examples=100, deadline=None)
@given(key=st.sampled_from([*full_file(), "ships_text", "kept_as"]), value=JSON)
def test_no_document_breaks_the_reader(key: str, value: Any) -> None:
    read_or_refused(full_file(**{key: value}))


@settings(max_examples=200, deadline=None)
@given(key=st.sampled_from([*full_score()[0], "recode", "bands", "norms", "level"]), value=JSON)
def test_no_score_breaks_the_reader(key: str, value: Any) -> None:
    read_or_refused(full_file(subscales=full_score(**{key: value})))


@settings(max_examples=100, deadline=None)
@given(key=st.sampled_from(["held", "texts", "labels", "choices", "version", "stem"]), value=JSON)
def test_no_brought_words_break_the_reader(key: str, value: Any) -> None:
    for id in ("wai_sr", "npi16"):
        read_or_refused(words_for(instruments()[id]) | {key: value})
