#!/usr/bin/env python3
"""Write the generated pages of the docs again: docs/codes.md, docs/guidance.md and others.

python scripts/docs.py          write them
python scripts/docs.py --check  say which are out of date, and fail
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from wemode.analysis import SessionReview, review_session
from wemode.catalogue import codebook
from wemode.catalogue.demo_case import demo_case, demo_contract_case, demo_own_states
from wemode.catalogue.goal_qualities import goal_qualities
from wemode.catalogue.rules import Condition, Rule
from wemode.catalogue.vocabulary import motives, task_kinds
from wemode.domain import Annotation, Case, CodedTranscript, How, SessionStrains, Speaker
from wemode.formats.coded import read_coded
from wemode.guidance import FACTS, PARTS, Advice, codes_of, known_rules, meaning, replay

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from exchange_page import exchange_page  # noqa: E402
from instruments_page import instruments_page  # noqa: E402

DOCS = ROOT / "docs"
TIMING = ROOT / "tests/guidance/timing"

GUIDANCE = """\
# Guidance: the rules and the facts they read

*Generated from `catalogue/rules/*.toml`; `wemode rules` prints them too.*

Advice is a suggestion to the therapist. The first rule that holds heads the review, the others
stand below it in this order. A rule compares named facts with numbers; nothing in a rule file is
ever run as code.

A rule may have two forms. *In a bare session*, with a transcript and no case, only what the session
tells is known. *In a case* the contract, tries, appointments, episodes, patterns, the ledger of
strains and the check-ins are known too, as they stood after the session looked at and never later;
a rule without a form for cases then reads the session as it does in a bare one, and keeps silent
where the session has no transcript.

Advice that was set aside stays away, in later sessions too, as long as the facts that made it true
stay the same: their values, the lines of the contract, the episodes, patterns and strains and the
turns they rest on. A goal that is worded anew, a third time undone, another session's turns are
other facts; that sessions go by is none.

`own-state` reads the therapist's own states, which are private: it speaks only on the page of the
person who wrote them, never in the caseload, and not in `wemode guide` unless asked with `--own`.

The page after a session asks for your own view first and shows advice once it is written or
skipped. *Your views beside the advice* (`wemode guide CODE --views`) lays the two side by side,
session by session: what you wrote, and what heads the advice on what was known after that session,
with its codes as they stand today. Nothing compares the two but you.

Some rules read questionnaires or the diary: `safety` (a risk item was endorsed and no response is
recorded; it alone cannot be set aside), `levels-apart`, `trust` and `fell-back`. Wemode shows an
endorsed item as it was answered and computes no level of risk; asking about it is yours.

The pages show the rules too: *When this speaks* stands at the source of each piece of advice.

`wemode guide CODE` prints the advice on a case, `wemode guide CODE --explain RULE` what a rule
found there. [The timing table](guidance-timing.md) shows in small cases when each rule speaks;
[the demo case, session by session](guidance-demo.md) shows them in a story."""

TIMING_HEAD = """\
# When each rule speaks: the timing table

*Generated from `tests/guidance/timing/*.toml`, which are run as tests. The cases are invented;
there are {n}.*

Each case is a short therapy with one appointment a week. `5: …` is what became known in session 5;
what is not told did not happen. The advice is the one after the last session, the most urgent
first. Coded turns are those of the last session. A *withdrawal* or *confrontation* is a strain of
the ledger; the strains are called s1, s2 in their order. A goal is for closeness, a task an
everyday activity with its cost named, unless the line says otherwise. What the rules say stands in
[guidance](guidance.md)."""

DEMO_HEAD = """\
# Guidance on the demo case, session by session

*Generated: every line is what was advised on what was known after that session, with no look
ahead. The case is fictional.*

**S** marks a session with a coded transcript; without one, no rule that reads words speaks. The
first rule heads the page, the others stand below it; beside a rule stands what set it off: lines of
the contract (g, t, v), episodes (e), patterns (p), strains of the ledger (s). The own states are
read too, as on the page of the therapist who wrote them.

| session | date | | next step | also | contract, patterns |
|---:|---|---|---|---|---|"""


def codes_page() -> str:
    """The codebook as a page."""
    return "\n".join(_codes()) + "\n"


def guidance_page() -> str:
    """The rules and the facts they read as a page."""
    return "\n".join(_guidance()) + "\n"


def demo_page() -> str:
    """The demo case walked through session by session, as a page."""
    return "\n".join(_demo()) + "\n"


def timing_page() -> str:
    """The worked examples that are run as tests, as a page."""
    return "\n".join(_timing()) + "\n"


def contract_words_page() -> str:
    """The words a contract is drafted with, as a page."""
    return "\n".join(_contract_words()) + "\n"


PAGES = {
    "codes.md": codes_page,
    "contract-words.md": contract_words_page,
    "exchange.md": exchange_page,
    "guidance.md": guidance_page,
    "guidance-demo.md": demo_page,
    "guidance-timing.md": timing_page,
    "instruments.md": instruments_page,
}


def _codes() -> Iterator[str]:
    book = codebook()
    yield f"# {book.title}, version {book.version}"
    yield f"\n*Generated from `catalogue/schemes/{book.id}.toml`; `wemode codes` prints it too.*\n"
    yield book.rule
    for speaker, title in ((Speaker.PATIENT, "Patient"), (Speaker.THERAPIST, "Therapist")):
        yield f"\n## {title}"
        for code in book.for_speaker(speaker):
            yield f"\n### `{code.id}` {code.label}\n"
            yield code.definition
            if code.not_when:
                yield f"\nNot when: {code.not_when}"
            if code.caution:
                yield f"\n{code.caution}"
            yield ""
            yield from (f"> {example}\n" for example in code.examples)
            yield f"Group: {book.groups[code.group].lower()}. Source: {', '.join(code.sources)}."
    yield "\n## Sources\n"
    yield from (f"- {short}: {long}" for short, long in book.sources.items())


def _contract_words() -> Iterator[str]:
    yield "# The words of the contract"
    yield "\n*Generated from `catalogue/motives.toml`, `task_kinds.toml` and `goal_qualities/`.*"
    yield "\n## Motives: what a goal is wanted for\n"
    for motive in motives():
        status = " A motive of status." if motive.is_status else ""
        yield f"- `{motive.id}` **{motive.label}.** {motive.definition}{status}"
        yield f"  Source: {motive.source}."
    yield "\n## Kinds of task\n"
    for kind in task_kinds():
        where = " or ".join(place.value for place in kind.where)
        yield f"- `{kind.id}` **{kind.label}** ({where}). {kind.definition}"
        yield f"  Often costs: {kind.cost}. Source: {kind.source}."
    yield "\n## Qualities a goal can fail\n"
    yield "What the [goal check](goals.md) names; it advises and never blocks.\n"
    for quality in goal_qualities().qualities:
        yield f"- `{quality.id}` **{quality.title}.** {quality.says}"
        yield f"  Better: {quality.better} Source: {quality.source}."


def _guidance() -> Iterator[str]:
    yield GUIDANCE
    for rule in known_rules():
        yield from _rule(rule)
    yield "\n## Facts of a session\n"
    yield "In a case without a transcript of the session they are 0.\n"
    yield from (f"- `{name}`: {meaning(name)}" for name in FACTS)
    for about, names in PARTS.items():
        yield f"\n## Facts of a case: {about}\n"
        yield from (f"- `{name}`: {meaning(name)}" for name in names)


def _timing() -> Iterator[str]:
    files = sorted(TIMING.glob("*.toml"))
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in files]
    yield TIMING_HEAD.format(n=sum(len(table["case"]) for table in tables))
    for table in tables:
        yield f"\n## {table['title']}\n"
        yield table["intro"]
        yield "\n| case | appointments | what is told | advice |\n|---|---|---|---|"
        yield from map(_timed, table["case"])


def _timed(case: dict[str, Any]) -> str:
    missed = ", ".join(map(str, case.get("missed", ())))
    appointments = f"{case['sessions']}" + (f", missed: {missed}" if missed else "")
    words = [f"`{line}`" for line in case.get("words", "").splitlines()]
    told = "<br>".join([*case.get("told", ()), *words])
    advice = ", ".join(f"`{rule}`" for rule in case["advice"]) or "nothing"
    why = f" {case['why']}" if "why" in case else ""
    return f"| {case['name']}.{why} | {appointments} | {told} | {advice} |"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"\n## `{rule.id}` {rule.title}\n"
    yield f"**{rule.says}**\n"
    if rule.conditions:
        where = "In a bare session" if rule.case_conditions else "In a session"
        yield from _form(where, rule.because, rule.all_of, rule.any_of)
    if rule.case_conditions:
        because = rule.case_because or rule.because
        yield from _form("In a case", because, rule.case_all, rule.case_any)
    yield f"- Off when: {rule.off_when}"
    yield f"- Source: {rule.source}"
    yield f"- Evidence found in: {rule.population}"


def _form(
    where: str, because: str, all_of: tuple[Condition, ...], any_of: tuple[Condition, ...]
) -> Iterator[str]:
    yield f"- {where}: {because}"
    for word, conditions in (("all of", all_of), ("one of", any_of)):
        if conditions:
            yield f"  - holds when {word}: " + "; ".join(f"`{c}`" for c in conditions)


def _demo() -> Iterator[str]:
    yield DEMO_HEAD
    reviews = demo_reviews()
    case = demo_known(reviews)
    own = {one.session: one.values for one in demo_own_states()}
    for number, advice in replay(case, reviews, own):
        session = next(one for one in case.sessions if one.number == number)
        words = "S" if number in reviews else session.kind.value
        head, *others = [_named(one) for one in advice] or ["–"]
        yield (
            f"| {number} | {session.held_on} | {words.replace('held', '')} | {head} "
            f"| {', '.join(others)} | {_stands(case.as_of(number))} |"
        )


def _stands(case: Case) -> str:
    version = case.standing
    sheet = [f"v{version.number} {version.state.value}"] if version else []
    patterns = [f"{one.id} {one.state.value}" for one in case.standing_patterns]
    return ", ".join(sheet + patterns) or "nothing yet"


def demo_known(reviews: Mapping[int, SessionReview]) -> Case:
    """The demo case with what its transcripts hold, as the case file would know it."""
    return replace(
        demo_contract_case(),
        strains=tuple(map(_strains, reviews.items())),
        codes=tuple(codes_of(number, review) for number, review in reviews.items()),
    )


def _strains(found: tuple[int, SessionReview]) -> SessionStrains:
    number, review = found
    strains = [one for one in review.strains if not one.passed]
    return SessionStrains(number, len(strains), sum(one.is_open for one in strains))


def _named(advice: Advice) -> str:
    lines = f" ({', '.join(advice.lines)})" if advice.lines else ""
    return f"`{advice.rule}`{lines}"


def demo_reviews() -> dict[int, SessionReview]:
    """The review of every session of the demo case that has a transcript, as coded by hand."""
    return {
        number: review_session(_coded(path)) for number, path in demo_case().transcripts.items()
    }


def _coded(path: Path) -> CodedTranscript:
    dialogue = read_coded(path.read_text(encoding="utf-8"), path.name)
    notes = (
        Annotation(turn, code, "hand", How.HUMAN)
        for turn, codes in sorted(dialogue.must.items())
        for code in sorted(codes)
    )
    return CodedTranscript(dialogue.transcript, tuple(notes))


def main(arguments: list[str]) -> int:
    """Write or check every generated page."""
    stale = []
    for name, page in PAGES.items():
        path = DOCS / name
        if "--check" in arguments:
            if not path.exists() or path.read_text(encoding="utf-8") != page():
                stale.append(name)
        else:
            path.write_text(page(), encoding="utf-8")
    for name in stale:
        print(f"docs/{name} is out of date: run python scripts/docs.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
