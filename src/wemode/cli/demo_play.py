"""Playing what is known of the demo case into a case file, session by session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from wemode.catalogue.demo_formulation import DemoOwnState
from wemode.domain import Case, ContractVersion, PatternStep, PatternVersion, Record

if TYPE_CHECKING:
    from wemode.store.access import Actor

_T = TypeVar("_T")


class Player:
    """Writes, by the named actions of the store, what became known in each session.

    The appointments and transcripts must be there already.
    """

    def __init__(
        self,
        actor: Actor,
        case_id: str,
        known: Case,
        own_states: Sequence[DemoOwnState],
        own_views: Mapping[int, str],
    ) -> None:
        self.who: dict[str, Any] = {"actor": actor, "case_id": case_id}
        self.known = known
        self.own_states = {one.session: one for one in own_states}
        self.own_views = own_views

    def play(self, session: int) -> None:
        """A session in the order in which it is talked of, and what is noted after it.

        First what was told and understood, then what became of the old sheet, then the new one and
        where its goals stand.
        """
        self._understanding(session)
        self._what_became_of_it(session)
        for version in self.known.versions:
            self._contract(version, session)
        self._marks(session)
        self._alliance(session)
        self._measured(session)
        self._own(session)

    def _understanding(self, session: int) -> None:
        """What was told, which pattern was seen in it, and how that was held."""
        from wemode.store import formulation

        for episode in self.known.episodes:
            self._record(
                episode, "episode", session, formulation.write_episode, formulation.drop_episode
            )
        for version in self.known.patterns:
            self._pattern(version, session)
        for view in self.known.views:
            if view.at.session == session:
                formulation.rate_view(**self.who, view=view)

    def _record(
        self,
        record: Record[_T],
        kind: str,
        session: int,
        write: Callable[..., str],
        drop: Callable[..., None],
    ) -> None:
        """What was written under an id in this session, and whether it was struck out."""
        for place, one in enumerate(record.writings):
            if one.at.session == session:
                id = record.id if place else None
                written = {kind: one.value, "id": id, "session": session, "on": one.at.on}
                write(**self.who, **written)
        if record.dropped and record.dropped.session == session:
            drop(**self.who, id=record.id, session=session, on=record.dropped.on)

    def _pattern(self, version: PatternVersion, session: int) -> None:
        """What was written of a version in this session, in which words it was offered and met."""
        from wemode.store import formulation

        for place, save in enumerate(version.saves):
            if save.at.session == session:
                is_new = place == 0 and version.number == 1
                formulation.write_pattern(
                    **self.who,
                    pattern=save.pattern,
                    id=None if is_new else version.id,
                    reason=save.reason,
                    session=session,
                    on=save.at.on,
                )
        taken = {
            PatternStep.OFFER: formulation.offer_pattern,
            PatternStep.AGREE: formulation.agree_pattern,
        }
        for step, take in taken.items():
            said = version.taken(step)
            if said and said.at.session == session:
                take(**self.who, id=version.id, words=said.words, session=session, on=said.at.on)

    def _what_became_of_it(self, session: int) -> None:
        """What is said of the contract that stands: of the yes to it, of its tasks, of it all."""
        from wemode.store import contracts

        for version in self.known.versions:
            for hindsight in version.hindsights:
                if hindsight.at.session == session:
                    contracts.say_later(**self.who, version=version.number, hindsight=hindsight)
        for attempt in self.known.attempts:
            if attempt.at.session == session:
                contracts.record_attempt(**self.who, attempt=attempt)
        for review in self.known.reviews:
            if review.at.session == session:
                contracts.record_review(**self.who, review=review)

    def _contract(self, version: ContractVersion, session: int) -> None:
        """What was written of a version in this session, and who said yes to it."""
        from wemode.store import contracts

        for save in version.saves:
            if save.at.session != session:
                continue
            sheet: dict[str, Any] = {
                "contract": save.contract,
                "session": session,
                "on": save.at.on,
                "proposed_by": save.proposed_by,
                "reason": save.reason,
            }
            if save.revision == 1:
                contracts.begin_draft(**self.who, replaces=version.replaces, **sheet)
            else:
                seen = save.revision - 1
                contracts.save_draft(**self.who, version=version.number, seen=seen, **sheet)
        if version.proposed and version.proposed.session == session:
            day = version.proposed.on
            seen = version.revision
            contracts.propose(
                **self.who, version=version.number, seen=seen, on=day, session=session
            )
        assents = [one for one in version.assents if one.at.session == session]
        if assents:
            contracts.give_assents(**self.who, version=version.number, assents=assents)

    def _marks(self, session: int) -> None:
        from wemode.store import contracts

        for mark in self.known.marks:
            if mark.at.session == session:
                contracts.mark_goal(**self.who, mark=mark)

    def _alliance(self, session: int) -> None:
        """Strains as they were seen by then, and how both found the session."""
        from wemode.store import formulation

        for strain in self.known.ledger:
            self._record(
                strain, "strain", session, formulation.write_strain, formulation.drop_strain
            )
        for check_in in self.known.check_ins:
            if check_in.at.session == session:
                formulation.check_in(**self.who, check_in=check_in)

    def _measured(self, session: int) -> None:
        """What was asked from then on, answered, done about it; what happened outside."""
        from wemode.store import measures

        plans = (
            (self.known.forms, measures.plan_forms),
            (self.known.diary, measures.plan_diary),
        )
        for record, plan in plans:
            for one in record.writings if record else ():
                if one.at.session == session:
                    plan(**self.who, plan=one.value, session=session, on=one.at.on)
        for sheet in self.known.sheets:
            self._record(sheet, "sheet", session, measures.answer_form, measures.drop_sheet)
        for response in self.known.responses:
            if response.at.session == session:
                at = response.at.on
                measures.respond_to_risk(
                    **self.who, response=response.value, session=session, on=at
                )
        for event in self.known.events:
            self._record(event, "event", session, measures.write_event, measures.drop_event)
        for day in self.known.days:
            if day.at.session == session:
                given = {"answers": day.answers, "line": day.line, "came_on": day.at.on}
                measures.write_day(**self.who, on=day.on, session=session, **given)

    def _own(self, session: int) -> None:
        """What is the therapist's alone: her view before the advice, and her state."""
        from wemode.store import actions, formulation

        if view := self.own_views.get(session):
            actions.write_own_note(**self.who, session_number=session, text=view)
        if own := self.own_states.get(session):
            formulation.write_own_state(
                **self.who, session_number=session, values=own.values, line=own.line
            )
