"""The guidance on a case by itself, as text and JSON, and why a rule holds or does not."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from wemode.catalogue.rules import Condition, Rule
from wemode.guidance import Check, Explained, meaning
from wemode.report.now import NowPage
from wemode.report.review import AdviceLine

WIDTH = 78


def guide_text(page: NowPage) -> str:
    """The next step, the rest by theme, what was set aside; nothing of the session itself."""
    return "\n".join(_guide(page)).rstrip() + "\n"


def guide_json(page: NowPage) -> str:
    """The same as one JSON document, most urgent first."""
    data = {
        "case": page.code_name,
        "session": page.session.number,
        "held_on": page.session.held_on.isoformat(),
        "has_transcript": page.has_transcript,
        "advice": [_advice_dict(one) for one in page.standing],
        "set_aside": [
            {"rule": one.rule, "reason": one.reason, "session": one.session} for one in page.aside
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def rule_text(rule: Rule, found: Explained | None = None) -> str:
    """A rule whole: what it says, from where, what it reads, what switches it off.

    ``found`` holds it against a case: beside every comparison stands what was found there.
    """
    return "\n".join(_rule(rule, found)) + "\n"


def rule_json(rule: Rule, found: Explained | None = None) -> str:
    """The same as one JSON document."""
    data: dict[str, Any] = {
        "rule": rule.id,
        "version": rule.version,
        "theme": rule.theme,
        "title": rule.title,
        "says": rule.says,
        "source": rule.source,
        "population": rule.population,
        "off_when": rule.off_when,
        "reads": {one.fact: meaning(one.fact) for one in rule.conditions + rule.case_conditions},
    }
    if found:
        data["session"] = found.session
        data["holds"] = found.holds
        data["all_of"] = [_check_dict(one) for one in found.all_of]
        data["any_of"] = [_check_dict(one) for one in found.any_of]
    return json.dumps(data, ensure_ascii=False, indent=1)


def _guide(page: NowPage) -> Iterator[str]:
    name = f"{page.code_name} ({page.first_name})" if page.first_name else page.code_name
    yield f"{name}, after session {page.session.number}, {page.session.held_on}"
    yield ""
    if page.head is None:
        yield "Nothing presses."
        yield ""
    else:
        yield "NEXT STEP"
        yield from _advice(page.head)
        yield ""
    for theme in page.themes:
        yield theme.name.upper()
        for one in theme.advice:
            yield from _advice(one)
        yield ""
    if page.aside:
        yield "SET ASIDE"
        for aside in page.aside:
            yield from _wrapped(f"{aside.says}  [{aside.rule}]")
            yield from _wrapped(f"{aside.reason} ({aside.by}, after session {aside.session})", 4)
        yield ""
    yield from _wrapped("Advice is a suggestion to you, never a finding about the patient.", 0)
    if not page.has_transcript:
        yield from _wrapped("This session has no transcript: no rule that reads words speaks.", 0)


def _advice(advice: AdviceLine) -> Iterator[str]:
    yield from _wrapped(f"{advice.says}  [{advice.rule}]")
    yield from _wrapped(advice.because, 4)
    evidence = [ref.name for ref in advice.refs]
    if advice.turns:
        evidence.append(_turns(advice.turns))
    if evidence:
        yield from _wrapped(f"Rests on: {'; '.join(evidence)}.", 4)
    yield from _wrapped(f"Source: {advice.source}. {advice.population}.", 4)


def _advice_dict(advice: AdviceLine) -> dict[str, Any]:
    return {
        "rule": advice.rule,
        "theme": advice.theme,
        "title": advice.title,
        "says": advice.says,
        "because": advice.because,
        "source": advice.source,
        "population": advice.population,
        "evidence": {"turns": list(advice.turns), "lines": list(advice.lines)},
    }


def _check_dict(check: Check) -> dict[str, Any]:
    return {
        "condition": str(check.condition),
        "found": check.found.value,
        "true": check.is_true,
        "turns": list(check.found.turns),
        "lines": list(check.found.lines),
    }


def _rule(rule: Rule, found: Explained | None) -> Iterator[str]:
    yield f"{rule.id} (version {rule.version}, theme: {rule.theme})"
    for text in (
        rule.says,
        f"Source: {rule.source}",
        f"Evidence found in: {rule.population}",
        f"Off when: {rule.off_when}",
    ):
        yield from _wrapped(text)
    if found:
        yield from _held(found)
        return
    where = "In a bare session" if rule.case_conditions else "In a session"
    yield from _form(where, rule.because, rule.all_of, rule.any_of)
    because = rule.case_because or rule.because
    yield from _form("In a case", because, rule.case_all, rule.case_any)


def _form(
    where: str, because: str, all_of: Sequence[Condition], any_of: Sequence[Condition]
) -> Iterator[str]:
    if all_of or any_of:
        yield f"  {where}"
        # What is counted has no number without a case: its name stands there.
        named = re.sub(r"\{(\w+)\}", lambda found: f"‹{found[1].replace('_', ' ')}›", because)
        yield from _wrapped(f"Because: {named}", 4)
    for word, conditions in (("all of", all_of), ("one of", any_of)):
        if conditions:
            yield f"    Holds when {word}:"
        for condition in conditions:
            yield from _wrapped(f"{condition}: {meaning(condition.fact)}", 6)


def _held(found: Explained) -> Iterator[str]:
    verdict = "It holds" if found.holds else "It does not hold"
    why = ": this session has no transcript" if found.needs_words else ""
    yield f"  {verdict} after session {found.session}{why}."
    for word, checks in (("all of", found.all_of), ("one of", found.any_of)):
        if checks:
            yield f"    Needs {word}:"
        for check in checks:
            yield from _wrapped(_check(check), 6)
            yield from _wrapped(meaning(check.condition.fact), 10)


def _check(check: Check) -> str:
    fact = check.found
    evidence = [*fact.lines, *([_turns(fact.turns)] if fact.turns else [])]
    rests = f" ({'; '.join(evidence)})" if evidence else ""
    return f"{'yes' if check.is_true else 'no '} {check.condition}: found {fact.value:.3g}{rests}"


def _turns(turns: Sequence[int]) -> str:
    return f"turn{'' if len(turns) == 1 else 's'} {', '.join(map(str, turns))}"


def _wrapped(text: str, indent: int = 2) -> list[str]:
    first = " " * indent
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=f"{first}  ",
        break_on_hyphens=False,
    )
