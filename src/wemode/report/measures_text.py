"""The Measures page as plain text: what is asked and due, scores with their n, verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from wemode.analysis.levels import Verdict
from wemode.report.measures import MeasureLine, MeasuresPage, ScoreLine, SheetLine
from wemode.report.measures_risk import RiskPrompt
from wemode.report.plain_lines import counted, joined, session_words, wrapped

VERDICT_WORDS = {
    Verdict.BETTER: "better, by more than error",
    Verdict.WORSE: "worse, by more than error",
    Verdict.ALIKE: "no more than error",
}


def measures_text(page: MeasuresPage, risks: tuple[RiskPrompt, ...] = ()) -> str:
    """What waits for a response, what is asked, what was answered; the latest filling first."""
    return joined(_measures(page, risks))


def _measures(page: MeasuresPage, risks: tuple[RiskPrompt, ...]) -> Iterator[str]:
    yield from wrapped(f"Measures of {page.code_name}", "")
    if page.upto is not None:
        yield f"As it was known after session {page.upto}."
    yield ""
    if risks:
        yield "WAITING FOR YOUR RESPONSE"
        for risk in risks:
            what = f"“{risk.words}”" if risk.words else f"item {risk.item}"
            back = ", and changed afterwards" if risk.taken_back else ""
            yield from wrapped(
                f"{risk.sheet} {risk.answered_at.date()}: {what} ({risk.instrument}) was answered "
                f"“{risk.answer}”{back}. What was done?"
            )
        yield ""
    yield "ASKED"
    if not page.asked:
        yield "  Nothing yet."
    for line in page.asked:
        yield from wrapped(f"{line.short}: {_due(line, page)}, {_pause(line)}, {_items(line)}")
    yield ""
    yield "ANSWERED"
    if not page.answered:
        yield "  Nothing yet."
    for line in page.answered:
        yield from _line(line)


def _due(line: MeasureLine, page: MeasuresPage) -> str:
    if line.due_on is None:
        return f"answered on {line.last_on}" if line.last_on else "not asked any more"
    if line.due_on <= page.today:
        return f"waits since {line.due_on}" if line.due_on < page.today else "due today"
    return f"due on {line.due_on}"


def _pause(line: MeasureLine) -> str:
    every = line.planned.every if line.planned else 0
    return f"every {counted(every, 'day')}" if every else "once"


def _items(line: MeasureLine) -> str:
    return counted(line.items, "item")


def _line(line: MeasureLine) -> Iterator[str]:
    yield from wrapped(f"{line.short}, {counted(len(line.sheets), 'filling')}")
    for score in line.scores:
        yield from wrapped(_score(score), "    ")
    if line.caution:
        yield from wrapped(line.caution, "    ")
    for sheet in line.sheets:
        yield from wrapped(_sheet(sheet), "    ")


def _score(score: ScoreLine) -> str:
    scale = f"{score.title} ({score.lowest:g} to {score.highest:g})"
    now = f"{score.last.value:.3g}{f', {score.last.band}' if score.last.band else ''}"
    if len(score.points) < 2:
        return f"{scale}: {now}; asked once"
    verdict = VERDICT_WORDS.get(score.verdict, "no verdict")
    return (
        f"{scale}: from {score.first.value:.3g} to {now}; {verdict}: {score.basis}; "
        f"n = {len(score.points)} fillings"
    )


def _sheet(sheet: SheetLine) -> str:
    scores = ", ".join(
        "no score" if one.value is None else f"{one.value:.3g}" for one in sheet.scores
    )
    if not sheet.scores:
        scores = "raw answers only" if sheet.scored else "another version, not scored"
    rest = "" if sheet.finished else ", not finished"
    answered = f"{len(sheet.answers)} of {sheet.of} answered"
    known = f"{'after ' if sheet.session else ''}{session_words(sheet.session)}"
    return f"{sheet.id} {sheet.answered_at.date()}: {scores}; {answered}{rest}; known {known}"
