"""The versions of a contract as a thread, the latest on top, each with what changed in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wemode.analysis.contract_course import was_bare
from wemode.analysis.sheet import sheet_lines
from wemode.domain import Case, Contract, ContractVersion, Goal, Party, Task
from wemode.report.contract import ThreadLine

# Which words stand for which lines of the sheet, beside its goals and tasks.
_ELSE = {
    "purpose": "purpose",
    "can_promise": "promise",
    "cannot_promise": "promise",
    "hopes": "hopes",
    "therapist_part": "parts",
    "patient_part": "parts",
    "review_every": "interval",
}


def thread_lines(case: Case) -> tuple[ThreadLine, ...]:
    """All versions, the latest first."""
    return tuple(_line(case, version) for version in reversed(case.versions))


def _line(case: Case, version: ContractVersion) -> ThreadLine:
    since = version.agreed or version.proposed or version.begun
    assent = version.assent(Party.PATIENT)
    earlier = case.version(version.replaces) if version.replaces else None
    return ThreadLine(
        number=version.number,
        state=version.state,
        reason=version.reason,
        proposed_by=version.proposed_by,
        replaces=version.replaces,
        begun=version.begun,
        proposed=version.proposed,
        agreed=version.agreed,
        ended=version.ended,
        sessions=(since.session, version.ended.session if version.ended else None),
        free=assent.free if assent else None,
        bare=was_bare(version),
        summary=change_summary(earlier.contract if earlier else None, version.contract),
    )


def change_summary(before: Contract | None, after: Contract) -> str:
    """What changed, counted in words: "1 goal new, 1 reworded, 2 tasks dropped"."""
    if before is None:
        return f"first: {_counted(len(after.goals), 'goal')}, {_counted(len(after.tasks), 'task')}"
    old, new = ({line.key: line.text for line in sheet_lines(one)} for one in (before, after))
    touched = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    parts = [
        *_counts("goal", before.goals, after.goals, touched),
        *_counts("task", before.tasks, after.tasks, touched),
        *_elsewhere(touched),
    ]
    moved = [key for key in old if key in new] != [key for key in new if key in old]
    return ", ".join(parts) or ("order changed" if moved else "nothing changed")


def _counts(
    noun: str,
    before: Sequence[Goal | Task],
    after: Sequence[Goal | Task],
    touched: set[str],
) -> Iterator[str]:
    old, new = {line.id for line in before}, {line.id for line in after}
    both, altered = old & new, {key.partition(".")[0] for key in touched}
    reworded = {id for id in both if f"{id}.wording" in touched}
    counts = {
        "new": len(new - old),
        "reworded": len(reworded),
        "changed": len((both & altered) - reworded),
        "dropped": len(old - new),
    }
    named = False
    for what, count in counts.items():
        if count:
            yield f"{count if named else _counted(count, noun)} {what}"
            named = True


def _elsewhere(touched: set[str]) -> Iterator[str]:
    found = dict.fromkeys(word for key, word in _ELSE.items() if key in touched)
    if found:
        yield f"{', '.join(found)} changed"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
