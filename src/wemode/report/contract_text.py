"""The Contract page as plain text: the sheet, the redline, the history."""

from __future__ import annotations

from collections.abc import Iterator

from wemode.analysis.redline import LineKind, RedLine
from wemode.analysis.sheet import HANDS_WORDS, cost_words
from wemode.domain import ContractState, Stamp, Standing, Where
from wemode.domain.goal import sign
from wemode.report.contract import (
    AssentLine,
    AttemptLine,
    ContractPage,
    GoalLine,
    Ladder,
    RedlinePage,
    Sheet,
    TaskLine,
    ThreadLine,
)
from wemode.report.contract_timeline import OUTCOME_WORDS
from wemode.report.plain_lines import cleaned, counted, joined, session_words, wrapped

NO_CONTRACT = "No contract yet: nothing is agreed, proposed or drafted."
_MARKS = {"keep": ("", ""), "delete": ("[-", "-]"), "insert": ("{+", "+}")}
_COLOURS = {
    "keep": ("", ""),
    "delete": ("\x1b[31;9m", "\x1b[0m"),
    "insert": ("\x1b[32;4m", "\x1b[0m"),
}


def contract_text(page: ContractPage) -> str:
    """The version looked at, with what became of it."""
    return joined(_contract(page))


def diff_text(page: ContractPage, *, colour: bool = False) -> str:
    """The redline: ``[-words gone-]`` ``{+words new+}``, or in colours for a terminal."""
    if page.redline is None:
        return joined([NO_CONTRACT if page.sheet is None else "No two versions to compare."])
    return joined(_diff(page.code_name, page.redline, _COLOURS if colour else _MARKS))


def history_text(page: ContractPage) -> str:
    """All versions, the latest first, and what happened, day by day."""
    return joined(_history(page))


def _contract(page: ContractPage) -> Iterator[str]:
    sheet = page.sheet
    if sheet is None:
        yield NO_CONTRACT
        return
    yield from wrapped(
        f"Contract of {page.code_name}, version {sheet.number}: {_standing(sheet)}", ""
    )
    if page.upto is not None:
        yield f"As it was known after session {page.upto}."
    if sheet.reason:
        yield from wrapped(f"Why: {sheet.reason}", "")
    yield ""
    yield from _section("What this therapy is for", sheet.purpose)
    yield "WHAT WE WANT, AND WHAT IT TAKES"
    for goal in sheet.goals:
        yield from _goal(goal)
        yield ""
    if not sheet.goals:
        yield "  No goal yet."
        yield ""
    yield from _section("What therapy can promise", sheet.can_promise)
    yield from _section("What therapy cannot promise", sheet.cannot_promise)
    yield from _section("What is hoped for", sheet.hopes)
    yield from _section("The therapist's part", sheet.therapist_part)
    yield from _section("The patient's part", sheet.patient_part)
    yield "ASSENTS"
    for assent in sheet.assents:
        yield from _assent(assent)
    if not sheet.assents:
        yield "  None yet."
    yield ""
    yield from _review(page, sheet)


def _standing(sheet: Sheet) -> str:
    said = {
        ContractState.DRAFT: ("begun", sheet.begun),
        ContractState.PROPOSED: ("proposed", sheet.proposed),
        ContractState.AGREED: ("agreed", sheet.agreed),
        ContractState.SUPERSEDED: ("superseded", sheet.ended),
        ContractState.WITHDRAWN: ("withdrawn", sheet.ended),
    }
    word, at = said[sheet.state]
    draft = "a draft, " if sheet.state is ContractState.DRAFT else ""
    return f"{draft}{word} {_when(at)}" if at else f"{draft}{word}"


def _when(at: Stamp) -> str:
    return f"{at.on.isoformat()} ({session_words(at.session)})"


def _section(title: str, text: str) -> Iterator[str]:
    if text.strip():
        yield title.upper()
        yield from wrapped(text, hang="")
        yield ""


def _goal(line: GoalLine) -> Iterator[str]:
    goal = line.goal
    more = [line.motive.lower(), HANDS_WORDS[goal.hands] if goal.hands else ""]
    more += ["" if goal.weight == 1 else f"weight {goal.weight}"]
    more += ["" if goal.standing is Standing.WORKED_ON else goal.standing.value]
    more += [_fresh(line)]
    about = ", ".join(part for part in more if part)
    yield from wrapped(
        f"{goal.name.capitalize()}: {goal.wording}" + (f" ({about})" if about else "")
    )
    yield from _ladder(line.ladder)
    for label, text in (("Seen by", goal.seen_by), ("In the way", goal.obstacle)):
        if text.strip():
            yield from wrapped(f"{label}: {text}", "    ")
    for flaw in line.flaws:
        yield from wrapped(f"Check: {flaw.says} {flaw.better}", "    ")
    for task in line.tasks:
        yield from _task(task)


def _fresh(line: GoalLine | TaskLine) -> str:
    return "new" if line.is_new else "changed" if line.is_changed else ""


def _ladder(ladder: Ladder) -> Iterator[str]:
    for rung in ladder.rungs:
        here = "*" if rung.is_today else " "
        began = " (began here)" if rung.is_baseline else ""
        if rung.words or rung.is_today or rung.is_baseline:
            yield from wrapped(f"{here} {sign(rung.level):>2} {rung.words}{began}", "    ", "     ")
    if not ladder.rungs and ladder.baseline is not None:
        yield f"    Begins at level {sign(ladder.baseline)}"
    yield from _path("Levels by session", ladder.path)
    yield from _path("The therapist saw", ladder.other_path)


def _path(label: str, path: tuple[tuple[int, int], ...]) -> Iterator[str]:
    if path:
        steps = ", ".join(f"{session}: {sign(level)}" for session, level in path)
        yield from wrapped(f"{label}: {steps}", "    ")


def _task(line: TaskLine) -> Iterator[str]:
    task = line.task
    place = "in session" if task.where is Where.IN_SESSION else ""
    about = ", ".join(part for part in (line.kind.lower(), place, _fresh(line)) if part)
    yield from wrapped(
        f"{task.name.capitalize()}: {task.wording}" + (f" ({about})" if about else ""), "    "
    )
    for label, text in (
        ("Will cost", cost_words(task.feeling, task.strength)),
        ("Dreaded", task.dreaded),
        ("Other view", task.other_view),
        ("Against the pattern", line.against),
    ):
        if text.strip():
            yield from wrapped(f"{label}: {text}", "      ")
    for attempt in line.attempts:
        yield from wrapped(_attempt(attempt), "      ")
    if line.undone_twice:
        yield "      Twice running not done: redraft rather than push."


def _attempt(line: AttemptLine) -> str:
    parts = [cost_words(line.feeling, line.strength), line.showed]
    parts += [f"next: {line.next_step}"] if line.next_step else []
    told = "; ".join(part for part in parts if part)
    head = f"{session_words(line.session).capitalize()}: {OUTCOME_WORDS[line.outcome]}"
    return f"{head}; {told}" if told else head


def _assent(line: AssentLine) -> Iterator[str]:
    turn = f", turn {line.turn}" if line.turn else ""
    bare = " A bare yes." if line.bare else ""
    yield from wrapped(
        f"The {line.party.value}, {_when(line.at)}{turn}, free choice {line.free} of 10: "
        f"“{line.words}”{bare}"
    )
    if line.seen_as:
        yield from wrapped(f"Saw the therapist while agreeing: {line.seen_as}", "    ")
    if line.hindsight:
        rated = "" if line.hindsight.free is None else f", {line.hindsight.free} of 10 free"
        said = (
            f"Later ({session_words(line.hindsight.at.session)}{rated}): “{line.hindsight.words}”"
        )
        yield from wrapped(said, "    ")


def _review(page: ContractPage, sheet: Sheet) -> Iterator[str]:
    every = sheet.review_every
    often = "after every session" if every == 1 else f"after every {every} sessions"
    due = ""
    if page.review_in is not None and sheet.number == page.agreed:
        left = page.review_in
        due = "; due now" if left <= 0 else f"; due in {counted(left, 'session')}"
    yield f"Looked at again {often}{due}."
    if sheet.attainment is not None:
        rated = counted(sheet.rated, "goal")
        yield f"Goal attainment T {sheet.attainment:.1f} (n {rated} with a mark; 50 as expected)."


def _diff(code_name: str, page: RedlinePage, marks: dict[str, tuple[str, str]]) -> Iterator[str]:
    yield cleaned(f"Contract of {code_name}, from version {page.before} to version {page.after}")
    for number, reason in page.reasons:
        if reason:
            yield from wrapped(f"Why version {number}: {reason}", "")
    if page.sessions:
        yield from wrapped(f"Sessions between: {', '.join(map(str, page.sessions))}", "")
    yield ""
    if page.redline.is_empty:
        yield "They say the same."
    moved = {line.key for line in page.redline.lines if line.moved}
    for line in page.redline.lines:
        # A goal that moved took its lines along: it is said once.
        along = f"{line.key.partition('.')[0]}.wording"
        says_moved = line.moved and (line.key == along or along not in moved)
        if line.kind is not LineKind.SAME or says_moved:
            yield from _red_line(line, says_moved, marks)


def _red_line(line: RedLine, moved: bool, marks: dict[str, tuple[str, str]]) -> Iterator[str]:
    words = {LineKind.ADDED: "new", LineKind.DROPPED: "dropped"}
    what = "moved" if moved else words.get(line.kind)
    yield line.label + (f" ({what})" if what else "")
    text = "".join(f"{marks[p.op][0]}{cleaned(p.text)}{marks[p.op][1]}" for p in line.pieces)
    yield from (f"  {part}" for part in text.split("\n"))


def _history(page: ContractPage) -> Iterator[str]:
    if not page.thread:
        yield NO_CONTRACT
        return
    yield cleaned(f"Contract of {page.code_name}: {counted(len(page.thread), 'version')}")
    yield ""
    for line in page.thread:
        yield from _version(line)
        yield ""
    yield "WHAT HAPPENED"
    for mark in page.timeline.marks:
        yield from wrapped(f"{mark.on.isoformat()}  {mark.session:>3}  {mark.label}", hang=" " * 17)


def _version(line: ThreadLine) -> Iterator[str]:
    first, last = line.sessions
    until = f" to {last}" if last is not None else " on"
    yield f"Version {line.number}, {line.state.value}, from {session_words(first)}{until}"
    yield from wrapped(line.summary)
    if line.reason:
        yield from wrapped(f"Why: {line.reason}")
    if line.proposed_by:
        yield f"  Proposed by the {line.proposed_by.value}"
    if line.free is not None:
        bare = "; a bare yes, or later called one" if line.bare else ""
        yield f"  The patient's choice {line.free} of 10 free{bare}"
