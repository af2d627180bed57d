"""Two people at once at one formulation: one wins, the other is told; on both engines."""

from __future__ import annotations

from typing import Any

from tests.store.conftest import Store
from tests.store.test_races import at_once
from tests.store.told import ANSWER, OFFERED, episode, pattern, strain
from wemode.domain import PatternState
from wemode.store import formulation, read
from wemode.store.access import Actor

NAMES = ("Maria", "Ida")


def by(name: str, case_id: str) -> dict[str, Any]:
    return {"actor": Actor(name, "therapist"), "case_id": case_id}


def test_of_two_writings_one_stands_and_none_is_lost(
    store: Store, therapist: Actor, case_id: str
) -> None:
    formulation.write_episode(**by("Maria", case_id), episode=episode())
    formulation.write_strain(**by("Maria", case_id), strain=strain())
    formulation.write_pattern(**by("Maria", case_id), pattern=pattern())
    for seen in range(1, 4):
        for deed, given in (
            (
                formulation.write_episode,
                lambda of: {"id": "e1", "episode": episode(felt=of)},
            ),
            (formulation.write_strain, lambda of: {"id": "s1", "strain": strain(before=of)}),
            (formulation.write_pattern, lambda of: {"id": "p1", "pattern": pattern(plain=of)}),
        ):
            outcome = at_once(
                [
                    lambda d=deed, g=given, s=seen, n=name: d(
                        **by(n, case_id), **g(f"{n} {s}"), seen=s
                    )
                    for name in NAMES
                ]
            )
            assert outcome == {"done": 1, "Conflict": 1}
    case = read.case_history(therapist, case_id).case
    for seen, one in enumerate(case.episodes[0].writings[1:], 1):
        assert one.value.felt == f"{one.at.by} {seen}"
    for seen, one in enumerate(case.ledger[0].writings[1:], 1):
        assert one.value.before == f"{one.at.by} {seen}"
    for seen, save in enumerate(case.patterns[0].saves[1:], 1):
        assert save.pattern.plain == f"{save.at.by} {seen}"
    assert [len(case.episodes[0].writings), len(case.patterns[0].saves)] == [4, 4]
    assert read.verify_audit_chain() is None


def test_what_is_new_gets_a_number_of_its_own(store: Store, therapist: Actor, case_id: str) -> None:
    write = [
        lambda: formulation.write_episode(**by("Maria", case_id), episode=episode()),
        lambda: formulation.write_strain(**by("Ida", case_id), strain=strain()),
        lambda: formulation.write_pattern(**by("Ida", case_id), pattern=pattern()),
    ]
    assert at_once(write * 3) == {"done": 9}
    case = read.case_history(therapist, case_id).case
    assert {one.id for one in case.episodes} == {"e1", "e2", "e3"}
    assert {one.id for one in case.ledger} == {"s1", "s2", "s3"}
    assert {one.id for one in case.patterns} == {"p1", "p2", "p3"}


def test_writing_and_striking_out_at_once_lose_nothing(
    store: Store, therapist: Actor, case_id: str
) -> None:
    for number in range(1, 5):
        id = formulation.write_episode(**by("Maria", case_id), episode=episode())
        outcome = at_once(
            [
                lambda i=id: formulation.write_episode(
                    **by("Ida", case_id), episode=episode(felt="small"), id=i, seen=1
                ),
                lambda i=id: formulation.drop_episode(**by("Maria", case_id), id=i),
            ]
        )
        record = read.case_history(therapist, case_id).case.episodes[number - 1]
        assert record.dropped is not None
        assert outcome["done"] == len(record.writings)


def test_a_save_and_an_offer_at_once_do_not_both_go_through(
    store: Store, therapist: Actor, case_id: str
) -> None:
    for number in range(1, 5):
        id = formulation.write_pattern(**by("Maria", case_id), pattern=pattern())
        where = {"id": id, "seen": 1}
        at_once(
            [
                lambda w=where: formulation.write_pattern(
                    **by("Ida", case_id), **w, pattern=pattern(plain="sing")
                ),
                lambda w=where: formulation.offer_pattern(
                    **by("Maria", case_id), **w, words=OFFERED
                ),
            ]
        )
        versions = [v for v in read.case_history(therapist, case_id).case.patterns if v.id == id]
        first = versions[0]
        # Saved first, the offer was refused; offered first, the save began the next version.
        assert (len(first.saves) == 2) == (first.state is PatternState.DRAFT)
        assert (len(versions) == 2) == (first.state is PatternState.OFFERED)
        assert id == f"p{number}"


def test_whoever_reads_while_others_write_sees_one_moment(
    store: Store, therapist: Actor, case_id: str
) -> None:
    """Else a pattern would be agreed twice, or offered and not yet superseded."""
    where = by("Maria", case_id)
    formulation.write_pattern(**where, pattern=pattern())

    def live() -> None:
        for _ in range(5):
            formulation.offer_pattern(**where, id="p1", words=OFFERED)
            formulation.agree_pattern(**where, id="p1", words=ANSWER)
            formulation.write_pattern(**where, id="p1", pattern=pattern())

    def look() -> None:
        for _ in range(15):
            states = [one.state for one in read.case_history(therapist, case_id).case.patterns]
            assert states.count(PatternState.AGREED) <= 1
            assert set(states[:-2]) <= {PatternState.SUPERSEDED}

    assert at_once([live, look]) == {"done": 2}
