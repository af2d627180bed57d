"""The Alliance page as plain text: the ledger of strains, the check-ins of both."""

from __future__ import annotations

from collections.abc import Iterator

from wemode.domain import Repaired
from wemode.report.alliance import AlliancePage, CheckInSession, StrainLine
from wemode.report.plain_lines import counted, joined, wrapped

REPAIRED_WORDS = {
    Repaired.FULLY: "repaired",
    Repaired.PARTLY: "partly repaired",
    Repaired.NOT: "not repaired",
}
NOT_VALIDATED = "Own prompts, 0 to 10, not validated: no score is made of them."


def alliance_text(page: AlliancePage) -> str:
    """The ledger, the latest session first, then the check-ins; own states are left out."""
    return joined(_alliance(page))


def _alliance(page: AlliancePage) -> Iterator[str]:
    yield from wrapped(f"Alliance of {page.code_name}", "")
    if page.upto is not None:
        yield f"As it was known after session {page.upto}."
    yield ""
    yield "STRAINS"
    if page.strains:
        how = (f"{page.repaired(one)} {REPAIRED_WORDS[one]}" for one in Repaired)
        yield from wrapped(f"{counted(len(page.strains), 'strain')}: {', '.join(how)}")
    else:
        yield "  None in the ledger."
    for line in page.strains:
        yield from _strain(line)
    for found in page.found:
        if found.to_enter:
            what = counted(found.to_enter, "strain")
            yield from wrapped(
                f"Session {found.session}: the review found {what} not in the ledger."
            )
    yield ""
    if page.tally:
        yield "WHAT WAS TRIED"
        for tally in page.tally:
            yield from wrapped(
                f"{tally.move.label}: {counted(tally.tried, 'strain')}, "
                f"{tally.fully} repaired, {tally.partly} partly"
            )
        yield ""
    if page.check_ins:
        yield "CHECK-INS"
        yield f"  {NOT_VALIDATED}"
        for session in page.check_ins:
            yield from _check_in(session)


def _strain(line: StrainLine) -> Iterator[str]:
    yield from wrapped(
        f"{line.id} Session {line.session}: {line.kind.value}, {REPAIRED_WORDS[line.repaired]}"
    )
    turns = ", ".join(f"{ref.session}.{ref.turn}" for ref in line.turns)
    tried = ", ".join(move.label.lower() for move in line.tried)
    wish = f"{line.wish} ({line.motive.lower()})" if line.wish and line.motive else line.wish
    for label, text in (
        ("How it showed", line.markers),
        ("What came before", line.before),
        ("Own part", line.own_part),
        ("Tried", tried),
        ("Wish beneath", wish or line.motive),
        ("Turns", turns),
    ):
        if text:
            yield from wrapped(f"{label}: {text}", "    ")


def _check_in(session: CheckInSession) -> Iterator[str]:
    yield f"  Session {session.session}"
    for line in session.lines:
        apart = f", {abs(line.difference)} apart" if line.difference else ""
        yield from wrapped(
            f"{line.prompt.label}: patient {_answer(line.patient)}, "
            f"therapist {_answer(line.therapist)}{apart}",
            "    ",
        )
    for who, said in (("Patient", session.patient_words), ("Therapist", session.therapist_words)):
        if said:
            yield from wrapped(f"{who}: “{said}”", "    ")


def _answer(value: int | None) -> str:
    return "not answered" if value is None else str(value)
