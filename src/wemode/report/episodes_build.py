"""The Episodes page, built from what is known of a case."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wemode.analysis.episode_draft import drafts_from
from wemode.catalogue.formulation import episode_slots, pattern_parts
from wemode.domain import Case, Episode, Pattern, Record, Slot
from wemode.report.episodes import DraftCard, EpisodeCard, EpisodesPage, Fed, SlotLine, ToldIn
from wemode.store.results import CaseHistory, CodedSession

TITLE_SLOTS = (Slot.WHEN, Slot.WHERE, Slot.WHO)
TITLE_WORDS = 7


def episodes_page(
    history: CaseHistory, *, talk: CodedSession | None = None, upto: int | None = None
) -> EpisodesPage:
    """The page of a case; with ``talk`` the drafts that its coded turns offer stand on it.

    ``upto`` shows all as it was known after that session.
    """
    case = history.case if upto is None else history.case.as_of(upto)
    patterns = linked_patterns(case)
    return EpisodesPage(
        case_id=history.public_id,
        code_name=history.code_name,
        first_name=history.first_name,
        episodes=tuple(episode_card(one, patterns) for one in reversed(case.told)),
        drafts=_drafts(case, talk) if talk else (),
        draft_session=talk.session.number if talk else None,
        told_in=_told_in(case),
        empty_slots=slot_lines(None),
        last_session=case.last_session,
        upto=upto,
    )


def linked_patterns(case: Case) -> tuple[tuple[str, Pattern], ...]:
    """The patterns that hold, under their ids."""
    return tuple((one.id, one.pattern) for one in case.standing_patterns)


def episode_card(
    record: Record[Episode], patterns: Sequence[tuple[str, Pattern]], *, is_lit: bool = False
) -> EpisodeCard:
    """One episode with the slots of these patterns that it shows."""
    episode = record.value
    labels = {one.id: one.label for one in pattern_parts()}
    return EpisodeCard(
        id=record.id,
        title=_title(episode),
        kind=episode.kind,
        slots=slot_lines(episode),
        told=episode.told,
        feeds=tuple(
            Fed(id, part, labels[part])
            for id, pattern in patterns
            for part in labels
            if record.id in pattern.episodes(part)
        ),
        at=record.at,
        writings=len(record.writings),
        is_lit=is_lit,
    )


def slot_lines(episode: Episode | None) -> tuple[SlotLine, ...]:
    """All slots of an episode, or those of an empty one, each with its question."""
    return tuple(
        SlotLine(
            slot=slot.id,
            label=slot.label,
            words=episode.slot(slot.id) if episode else "",
            question=slot.question,
            why=slot.why,
        )
        for slot in episode_slots()
    )


def _title(episode: Episode) -> str:
    """When, where and who in a few words; where none is known, the first words of what is."""
    known = [episode.slot(slot) for slot in TITLE_SLOTS if slot in episode.filled]
    return " · ".join(_in_few_words(words) for words in known or [episode.slot(episode.filled[0])])


def _in_few_words(words: str) -> str:
    """The first sentence of a slot, shortened where it is long."""
    first = re.split(r"(?<=[.!?;])\s", words.strip())[0].rstrip(" .;").split()
    return " ".join(first[:TITLE_WORDS]) + (" …" if len(first) > TITLE_WORDS else "")


def _drafts(case: Case, talk: CodedSession) -> tuple[DraftCard, ...]:
    return tuple(
        DraftCard(number, _title(draft), slot_lines(draft), draft.told, _known(case, draft))
        for number, draft in enumerate(drafts_from(talk.coded, talk.session.number), start=1)
    )


def _known(case: Case, draft: Episode) -> str:
    """The episode that tells a turn of this draft already, empty where none does."""
    told = {*draft.told}
    return next((one.id for one in case.told if told & {*one.value.told}), "")


def _told_in(case: Case) -> tuple[ToldIn, ...]:
    written: dict[int, int] = {}
    for record in case.told:
        for session in {ref.session for ref in record.value.told}:
            written[session] = written.get(session, 0) + 1
    return tuple(
        ToldIn(one.session, turns, written.get(one.session, 0))
        for one in reversed(case.codes)
        if (turns := one.counts.get("p.episode", 0))
    )
