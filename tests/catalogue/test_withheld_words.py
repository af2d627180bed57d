"""No file of the package holds the words of a form that may not be passed on, whatever its kind."""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRINTS = ROOT / "tests/golden/withheld_words.txt"
# Six words in a row may be everyday ones; two such rows of one form are the form.
IS_THE_FORM = 2
# Not a form's words, but like one: to try the check with.
INVENTED = (
    "On most evenings of the week I would rather count the lamps along the harbour than sit down.",
    "The people of the lighthouse keep me awake with their singing about the old brass kettle.",
)


@pytest.fixture(scope="module")
def fingerprints() -> Callable[[str], Iterable[str]]:
    spec = importlib.util.spec_from_file_location("prints", ROOT / "scripts/withheld_words.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[str], Iterable[str]] = module.fingerprints
    return found


def forms_in(text: str, known: dict[str, str], prints: Callable[[str], Iterable[str]]) -> list[str]:
    hits = Counter(known[one] for one in set(prints(text)) if one in known)
    return sorted(form for form, n in hits.items() if n >= IS_THE_FORM)


def test_no_file_of_the_package_or_its_pages_holds_them(
    fingerprints: Callable[[str], Iterable[str]],
) -> None:
    lines = PRINTS.read_text(encoding="utf-8").splitlines()
    known = {one.split()[1]: one.split()[0] for one in lines if not one.startswith("#")}
    assert {"wai_sr", "lpfs_bf2", "bpni", "pid5_bf", "npi16", "wsas"} <= set(known.values())
    read = 0
    for folder in ("src/wemode", "docs"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and b"\0" not in (data := path.read_bytes())[:4096]:
                read += 1
                text = data.decode("utf-8", errors="ignore")
                assert forms_in(text, known, fingerprints) == [], path
    assert read > 500


@pytest.mark.parametrize(
    "packed",
    [
        '# {0}\n# {1}\nid = "x"',
        'caution = "{0} {1}"',
        "<p>{0}</p>\n<p>{1}</p>",
        "ITEMS = ('{0}',\n    '{1}')",
    ],
)
def test_they_are_found_in_a_comment_a_caution_a_page_and_code(
    packed: str, fingerprints: Callable[[str], Iterable[str]]
) -> None:
    known = {one: "made_up" for line in INVENTED for one in fingerprints(line)}
    assert forms_in(packed.format(*INVENTED).upper(), known, fingerprints) == ["made_up"]
    assert forms_in("On most evenings of the week.", known, fingerprints) == []


def test_nothing_but_instruments_and_their_licence_lies_in_their_folder() -> None:
    folder = ROOT / "src/wemode/catalogue/instruments"
    others = sorted(path.name for path in folder.rglob("*") if path.suffix != ".toml")
    assert others == ["core10-LICENSE.txt"]
