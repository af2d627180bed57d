"""The review of one session: what it was, from its coded turns."""

from __future__ import annotations

from dataclasses import dataclass

from wemode.analysis.contract_talk import ContractTalk, find_contract_talk
from wemode.analysis.moves import Followed, what_followed
from wemode.analysis.spans import join_close
from wemode.analysis.states import Stretch, ribbon
from wemode.analysis.strains import Strain, find_strains
from wemode.domain import CodedTranscript, Speaker

# Neighbouring turns of telling belong to one episode when no more than this far apart.
SAME_EPISODE_WITHIN = 4


@dataclass(frozen=True, slots=True)
class ToldEpisode:
    """A specific event the patient told, from its first to its last telling turn."""

    first: int
    last: int
    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SessionReview:
    """Everything the review of a session rests on.

    ``coded`` is what was read; the rest is found from it. Turn numbers count from 1.
    """

    coded: CodedTranscript
    ribbon: tuple[Stretch, ...]
    strains: tuple[Strain, ...]
    followed: tuple[Followed, ...]
    episodes: tuple[ToldEpisode, ...]
    feelings: tuple[int, ...]
    wishes: tuple[int, ...]
    contract_talk: ContractTalk

    @property
    def patient_turns(self) -> int:
        """Number of turns of the patient."""
        return len(self.coded.of(Speaker.PATIENT))


def review_session(coded: CodedTranscript) -> SessionReview:
    """The review of a coded session; an empty one gives an empty review."""
    return SessionReview(
        coded=coded,
        ribbon=ribbon(coded),
        strains=find_strains(coded),
        followed=what_followed(coded),
        episodes=_episodes(coded.turns_with("p.episode")),
        feelings=coded.turns_with("p.names_feeling"),
        wishes=coded.turns_with("p.wish"),
        contract_talk=find_contract_talk(coded),
    )


def _episodes(turns: tuple[int, ...]) -> tuple[ToldEpisode, ...]:
    groups = join_close(turns, SAME_EPISODE_WITHIN)
    return tuple(ToldEpisode(group[0], group[-1], group) for group in groups)
