"""The way drawn: a line of stages, each with a mark that says where it stands without colour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wemode.analysis.stages import Evidence, Stage, StageState
from wemode.domain import Case, StrainKind
from wemode.report.contract_today import shortened
from wemode.report.episodes_build import episode_card
from wemode.web.contract_line import and_as_of, line_address

_MARKS = {
    StageState.REACHED: '<circle cx="14" cy="14" r="7" class="wy-reached"/>',
    StageState.OPEN: '<circle cx="14" cy="14" r="7" class="wy-open"/>'
    '<path d="M14 7a7 7 0 0 1 0 14z" class="wy-half"/>',
    StageState.AHEAD: '<circle cx="14" cy="14" r="6.5" class="wy-ahead"/>',
    # The way turns back on itself here and goes on.
    StageState.FALLEN_BACK: '<circle cx="14" cy="14" r="7" class="wy-open"/>'
    '<path d="M17.5 14a3.5 3.5 0 1 1-3.5-3.5h3M15 8.3l2.4 2.2-2.4 2.2" class="wy-back"/>',
}
# Of which session a strain is stands in the line above it, and is among the evidence.
_STRAINS = {
    StrainKind.CONFRONTATION: lambda: _("against you"),
    StrainKind.WITHDRAWAL: lambda: _("away from you"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A piece of evidence: its name, and where it stands, empty where it cannot be opened."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class DrawnStage:
    """A stage with its mark, its state in words, and what it is read from."""

    stage: Stage
    mark: SafeString
    state: str
    links: tuple[tuple[str, tuple[Link, ...]], ...]


def drawn_way(
    stages: tuple[Stage, ...], case: Case, case_id: str, transcripts: frozenset[int]
) -> tuple[DrawnStage, ...]:
    """The stages in their order, their evidence as it stands in the case."""
    words = {
        StageState.REACHED: _("reached"),
        StageState.OPEN: _("open"),
        StageState.AHEAD: _("ahead"),
        StageState.FALLEN_BACK: _("fallen back: to be expected, and of use"),
    }
    return tuple(
        DrawnStage(
            stage,
            mark_svg(stage.state),
            words[stage.state],
            tuple(_links(stage.evidence, case, case_id, transcripts)),
        )
        for stage in stages
    )


def mark_svg(state: StageState) -> SafeString:
    """The mark of a state: full, half, dotted, or turning back."""
    return format_html(
        '<svg class="way-mark" width="28" height="28" aria-hidden="true">{}</svg>',
        SafeString(_MARKS[state]),
    )


def _links(
    evidence: tuple[Evidence, ...], case: Case, case_id: str, transcripts: frozenset[int]
) -> Iterator[tuple[str, tuple[Link, ...]]]:
    """The evidence by its kind: the kind in words, and each piece."""
    words = {
        "session": _("sessions"),
        "strain": _("strains"),
        "version": _("versions of the contract"),
        "goal": _("goals"),
        "task": _("tasks"),
        "episode": _("episodes"),
        "pattern": _("patterns"),
    }
    for kind, held in groupby(evidence, key=lambda one: one.kind):
        links = tuple(
            Link(_name(one, case), _place(one, case, case_id, transcripts)) for one in held
        )
        yield words[kind], links


def _name(one: Evidence, case: Case) -> str:
    """A piece in its own words, shortened; its number where it has none."""
    match one.kind:
        case "episode":
            told = next((record for record in case.episodes if record.id == one.id), None)
            return shortened(episode_card(told, ()).title) if told else one.id
        case "goal" | "task":
            history = case.goal_history(one.id) or case.task_history(one.id)
            return shortened(history[-1][1].wording) if history else one.id
        case "pattern":
            version = case.pattern(one.id)
            return version.pattern.name if version else one.id
        case "strain":
            strain = next((record.value for record in case.ledger if record.id == one.id), None)
            return _STRAINS[strain.kind]() if strain else one.id
        case _:
            return one.id


def _place(one: Evidence, case: Case, case_id: str, transcripts: frozenset[int]) -> str:
    match one.kind:
        case "session":
            if int(one.id) not in transcripts:
                return ""
            return reverse("now", args=(case_id, int(one.id)))
        case "strain":
            return f"{reverse('alliance', args=(case_id,))}#{one.id}"
        case "version":
            return f"{reverse('contract', args=(case_id,))}?v={one.id}{and_as_of(case)}"
        case "goal" | "task":
            return line_address(case, case_id, one.id)
        case "episode":
            return f"{reverse('episodes', args=(case_id,))}#{one.id}"
        case _:
            return f"{reverse('pattern', args=(case_id,))}?p={one.id}{and_as_of(case)}"
