"""From facts and rules to advice: what to attend to next, why, and what shows it."""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from wemode.analysis.session import SessionReview
from wemode.catalogue.rules import Condition, Rule, rules
from wemode.domain import Case
from wemode.errors import BadContent, Problem
from wemode.guidance.case_facts import case_facts
from wemode.guidance.case_view import CASE_FACTS, LASTS, CaseView, Lasts, OwnStates
from wemode.guidance.facts import FACTS, Fact

# The rule that comes before all others: an answer to a risk item waits for a person.
SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: a suggestion to the therapist, never a finding about the patient.

    ``turns`` are the turns of the session that set it off, in order, ``lines`` what else did: of
    the contract ("g1", "t2", "v3"), episodes ("e1"), patterns ("p1"), strains ("s1"); both are
    empty where it is set off by something that did not
    happen. ``facts`` stays the same as long as the facts that made it true do; it is empty for a
    bare session.
    """

    rule: str
    theme: str
    title: str
    says: str
    because: str
    source: str
    population: str
    turns: tuple[int, ...]
    lines: tuple[str, ...] = ()
    facts: str = ""

    @property
    def stays(self) -> bool:
        """Whether it cannot be set aside: it goes once what it asks for is recorded."""
        return self.rule == SAFETY


@cache
def known_rules() -> tuple[Rule, ...]:
    """All rules shipped with Wemode, checked against the facts there are."""
    return check_rules(rules())


@cache
def session_rules() -> tuple[Rule, ...]:
    """Those of the rules that need no more than one session."""
    return tuple(rule for rule in known_rules() if rule.conditions)


def check_rules(found: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The same rules; BadContent where one names a fact that does not exist.

    The form for a bare session may only read what one session tells.
    """
    problems = []
    for rule in found:
        named = {c.fact for c in rule.conditions} | _placeholders(rule.because)
        of_case = {c.fact for c in rule.case_conditions} | _placeholders(rule.case_because)
        for name in sorted((named - set(FACTS)) | (of_case - set(FACTS) - set(CASE_FACTS))):
            what = f"reads the fact “{name}”, which does not exist"
            if name in CASE_FACTS:
                what = f"reads the fact “{name}” of the case in its form for a bare session"
            problems.append(Problem(f"{rule.id}.toml", what, "See the facts in docs/guidance.md"))
    if problems:
        raise BadContent(*problems)
    return found


def advise(facts: Mapping[str, Fact], among: Sequence[Rule] | None = None) -> tuple[Advice, ...]:
    """The advice on a bare session whose rules hold, most urgent first."""
    found = []
    for rule in session_rules() if among is None else among:
        if true := _held(rule.all_of, rule.any_of, facts):
            found.append(_advice(rule, rule.because, true, facts))
    return tuple(found)


def advise_case(
    case: Case,
    review: SessionReview | None,
    among: Sequence[Rule] | None = None,
    own: OwnStates | None = None,
) -> tuple[Advice, ...]:
    """The advice on a case as known after its last session, most urgent first.

    ``review`` is that of its last session, None where this has no transcript: rules that only read
    the session then keep silent. ``own`` are the therapist's own states by session, which are
    private: give them only where their writer reads.
    """
    view = CaseView(case, review, own or {})
    facts = case_facts(view)
    found = []
    for rule in known_rules() if among is None else among:
        if rule.case_conditions:
            true = _held(rule.case_all, rule.case_any, facts)
        else:
            true = _held(rule.all_of, rule.any_of, facts) if review else ()
        if true:
            absent = [c.fact for c in rule.case_any if not facts[c.fact].value]
            because = _without(rule.case_because or rule.because, absent)
            found.append(_advice(rule, because, true, facts, _fingerprint(true, facts, view)))
    return tuple(found)


def replay(
    case: Case, reviews: Mapping[int, SessionReview], own: OwnStates | None = None
) -> tuple[tuple[int, tuple[Advice, ...]], ...]:
    """The advice after every appointment, on what was known then: (session number, advice) …

    ``reviews`` holds the review of each session that has a transcript.
    """
    numbers = sorted(session.number for session in case.sessions)
    return tuple((n, advise_case(case.as_of(n), reviews.get(n), own=own)) for n in numbers)


def _true(condition: Condition, facts: Mapping[str, Fact]) -> bool:
    return condition.comparison.holds(facts[condition.fact].value, condition.bound)


def _held(
    all_of: Sequence[Condition], any_of: Sequence[Condition], facts: Mapping[str, Fact]
) -> tuple[Condition, ...]:
    """The true conditions where the rule holds; none where it does not."""
    either = tuple(c for c in any_of if _true(c, facts))
    holds = all(_true(c, facts) for c in all_of) and (either or not any_of)
    return (*all_of, *either) if holds else ()


def _without(because: str, absent: Collection[str]) -> str:
    """A reason without the parts of its first sentence that count what is not there at all."""
    sentence, stop, rest = because.partition(". ")
    parts = sentence.removesuffix(".").split("; ")
    named = [_placeholders(part) for part in parts]
    pairs = zip(parts, named, strict=True)
    kept = [part for part, names in pairs if not names or names - set(absent)]
    if not kept or len(kept) == len(parts):
        return because
    said = "; ".join(kept)
    return f"{said[0].upper()}{said[1:]}{stop or '.'}{rest}"


def _advice(
    rule: Rule,
    because: str,
    true: Sequence[Condition],
    facts: Mapping[str, Fact],
    fingerprint: str = "",
) -> Advice:
    found = [facts[condition.fact] for condition in true]
    values = {name: _said(name, facts[name].value) for name in _placeholders(because)}
    return Advice(
        rule=rule.id,
        theme=rule.theme,
        title=rule.title,
        says=rule.says,
        because=because.format_map(values),
        source=rule.source,
        population=rule.population,
        turns=tuple(sorted({turn for fact in found for turn in fact.turns})),
        lines=tuple(dict.fromkeys(line for fact in found for line in fact.lines)),
        facts=fingerprint,
    )


def _fingerprint(true: Sequence[Condition], facts: Mapping[str, Fact], view: CaseView) -> str:
    """SHA-256 of the true facts as one canonical text, such as ``agreed_goals=0;lapsed=1:v2``.

    A line stands with the version that last worded it, so that a redraft is a new fact; what is of
    one session stands with its number and turns; what only counts sessions on is left out.
    """
    parts = []
    for name in sorted({condition.fact for condition in true}):
        fact, lasts = facts[name], LASTS[name]
        if lasts is Lasts.COUNTING:
            continue
        part = f"{name}={fact.value:g}"
        if fact.lines:
            part += ":" + ",".join(_worded(line, view.case) for line in fact.lines)
        if lasts is Lasts.TODAY and fact.value:
            part += f"@{view.session}" + "".join(f".{turn}" for turn in fact.turns)
        parts.append(part)
    return sha256(";".join(parts).encode()).hexdigest()


def _worded(line: str, case: Case) -> str:
    """A goal, task or pattern with the version in which it got its present words: g1v2.

    Drafts of a contract do not count: what is being written is no fact yet.
    """
    if line[0] == "p":
        version = case.pattern(line)
        return f"{line}v{version.number}" if version else line
    if line[0] not in "gt":
        return line
    history = case.goal_history(line) if line[0] == "g" else case.task_history(line)
    words = [(version.number, one.wording) for version, one in history if version.proposed]
    while len(words) > 1 and words[-1][1] == words[-2][1]:
        words.pop()
    return f"{line}v{words[-1][0]}" if words else line


def _said(name: str, value: float) -> str:
    """A count as it is; a share as a percentage."""
    return f"{100 * value:.0f} %" if name.endswith("_share") else f"{value:.0f}"


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
