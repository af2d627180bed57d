"""The Pattern page, built from what is known of a case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from wemode.analysis.pattern_agreement import agree_on_core, agreement
from wemode.analysis.sheet import motive_label
from wemode.analysis.stages import is_seen_as_view
from wemode.catalogue.formulation import pattern_parts
from wemode.domain import Case, FactView, PatternStep, PatternVersion
from wemode.errors import NotFound, Problem
from wemode.report.episodes import EpisodeCard
from wemode.report.episodes_build import episode_card
from wemode.report.pattern import (
    Loop,
    PartLine,
    PatternPage,
    PatternTab,
    PatternThreadLine,
    Trace,
    ViewPoint,
)
from wemode.report.pattern_trace import goal_threads, lit, trace
from wemode.store.results import CaseHistory


def pattern_page(
    history: CaseHistory,
    *,
    pattern: str | None = None,
    number: int | None = None,
    chosen: str = "",
    upto: int | None = None,
) -> PatternPage:
    """The page of one pattern: the first that holds, in the version that holds, unless named.

    ``chosen`` is an episode (e3), a slot (wish), a goal (g1), a task (t2) or a turn (12.40):
    whatever hangs together with it is lit. ``upto`` shows all as it was known after that session.
    Raises NotFound for what is not there, or was not there then.
    """
    case = history.case if upto is None else history.case.as_of(upto)
    version = _looked_at(case, pattern, number)
    if version is None:
        page = _page(history, case, None, upto)
        others = tuple(episode_card(one, ()) for one in case.told)
        return replace(page, others=others)
    page = _page(history, case, version, upto)
    written = version.pattern
    elsewhere = {*written.roots, *written.exceptions}
    evidence = [id for id in written.episodes() if id not in elsewhere]
    linked = {*written.episodes(), *elsewhere}
    loose = [one.id for one in case.told if one.id not in linked]
    page = replace(
        page,
        evidence=_cards(case, version, evidence),
        others=_cards(case, version, loose),
        roots=_cards(case, version, written.roots),
        exceptions=_cards(case, version, written.exceptions),
        goals=goal_threads(case, version),
    )
    if not chosen:
        return page
    return lit(page, chosen, _traced(page, chosen))


def _page(
    history: CaseHistory, case: Case, version: PatternVersion | None, upto: int | None
) -> PatternPage:
    """The page without what the episodes and the contract add."""
    return PatternPage(
        case_id=history.public_id,
        code_name=history.code_name,
        first_name=history.first_name,
        loop=_loop(case, version, history.writings(version.id)) if version else None,
        tabs=tuple(_tab(one, version) for one in _holding(case)),
        thread=_thread(case, version) if version else (),
        evidence=(),
        others=(),
        roots=(),
        exceptions=(),
        views=_views(case, case.views_of(version.id)) if version else (),
        seen_as_view=version is not None and is_seen_as_view(case, version.id),
        goals=(),
        chosen="",
        trace=None,
        last_session=case.last_session,
        upto=upto,
    )


def _holding(case: Case) -> tuple[PatternVersion, ...]:
    """Of every pattern the version that holds, else its last: one given up is still found."""
    ids = dict.fromkeys(one.id for one in case.patterns)
    return tuple(case.pattern(id) or _versions(case, id)[-1] for id in ids)


def _versions(case: Case, id: str) -> list[PatternVersion]:
    return [one for one in case.patterns if one.id == id]


def _looked_at(case: Case, id: str | None, number: int | None) -> PatternVersion | None:
    when = "" if case.upto is None else f" as of session {case.upto}"
    holding = _holding(case)
    if id is None:
        if number is not None and not holding:
            raise NotFound(Problem("pattern", f"none is written{when}", "Write one first"))
        standing = case.standing_patterns or holding
        id = standing[0].id if standing else None
    if id is None:
        return None
    versions = _versions(case, id)
    if not versions:
        known = ", ".join(one.id for one in holding) or "none yet"
        raise NotFound(Problem("pattern", f"there is no {id}{when}", f"There are: {known}"))
    if number is None:
        return next(one for one in holding if one.id == id)
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        known = ", ".join(str(one.number) for one in versions)
        what = f"there is no version {number} of {id}{when}"
        raise NotFound(Problem("pattern", what, f"There are: {known}"))
    return found


def _loop(case: Case, version: PatternVersion, writings: int) -> Loop:
    pattern = version.pattern
    agreed = agreement(pattern, case.episodes)
    return Loop(
        id=version.id,
        number=version.number,
        state=version.state,
        name=pattern.name,
        plain=pattern.plain,
        motive=motive_label(pattern.motive),
        healthy_parts=pattern.healthy_parts,
        parts=tuple(
            PartLine(
                part=one.id,
                label=one.label,
                plain=one.plain,
                question=one.question,
                words=pattern.words(one.id),
                episodes=agreed[one.id].agreeing,
                agree=agreed[one.id].n,
                of=agreed[one.id].of,
                silent=len(agreed[one.id].silent),
            )
            for one in pattern_parts()
        ),
        core=agree_on_core(pattern, case.episodes),
        writings=writings,
    )


def _tab(one: PatternVersion, shown: PatternVersion | None) -> PatternTab:
    is_shown = shown is not None and shown.id == one.id
    return PatternTab(one.id, one.pattern.name, one.number, one.state, is_shown)


def _thread(case: Case, shown: PatternVersion) -> tuple[PatternThreadLine, ...]:
    versions = _versions(case, shown.id)
    before = [None, *versions[:-1]]
    lines = [_thread_line(b, one, shown) for b, one in zip(before, versions, strict=True)]
    return tuple(reversed(lines))


def _thread_line(
    before: PatternVersion | None, version: PatternVersion, shown: PatternVersion
) -> PatternThreadLine:
    offered, agreed = version.taken(PatternStep.OFFER), version.taken(PatternStep.AGREE)
    ended = version.taken(PatternStep.SUPERSEDE) or version.taken(PatternStep.DROP)
    return PatternThreadLine(
        number=version.number,
        state=version.state,
        reason=version.saves[-1].reason,
        begun=version.saves[0].at,
        offered=offered.at if offered else None,
        offered_in=offered.words if offered else "",
        agreed=agreed.at if agreed else None,
        answer=agreed.words if agreed else "",
        ended=ended.at if ended else None,
        ended_because=ended.words if ended else "",
        changes=_changes(before, version),
        is_shown=version.number == shown.number,
    )


def _changes(before: PatternVersion | None, after: PatternVersion) -> tuple[str, ...]:
    if before is None:
        return ()
    old, new = before.pattern, after.pattern
    parts = [one.label for one in pattern_parts() if old.words(one.id) != new.words(one.id)]
    rest = {"name": "name", "plain": "sentence", "motive": "motive", "roots": "roots"}
    rest |= {"exceptions": "exceptions", "healthy_parts": "healthy parts"}
    return (
        *parts,
        *(label for part, label in rest.items() if getattr(old, part) != getattr(new, part)),
    )


def _views(case: Case, views: Collection[FactView]) -> tuple[ViewPoint, ...]:
    last = max([case.last_session, *(one.at.session for one in views)], default=1)
    return tuple(
        ViewPoint(
            session=one.at.session,
            on=one.at.on,
            value=one.value,
            words=one.words,
            place=max(0.0, (one.at.session - 1) / (last - 1)) if last > 1 else 0.0,
        )
        for one in views
    )


def _cards(case: Case, version: PatternVersion, ids: Collection[str]) -> tuple[EpisodeCard, ...]:
    told = {one.id: one for one in case.told}
    patterns = ((version.id, version.pattern),)
    return tuple(episode_card(told[id], patterns) for id in ids if id in told)


def _traced(page: PatternPage, chosen: str) -> Trace:
    found = trace(page, chosen)
    if found is None:
        remedy = "Choose an episode, a slot, a goal or a task of this page"
        raise NotFound(Problem("chosen", "it is not on this page", remedy, "e"))
    return found
