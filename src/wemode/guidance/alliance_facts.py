"""The facts of a case that tell of what is between the two: strains, trust, check-ins, leaving."""

from __future__ import annotations

from wemode.analysis.strains import Strain
from wemode.domain import CheckIn, LedgerStrain, Party, Repaired, TurnRef
from wemode.domain.alliance import StrainKind
from wemode.domain.session import NOT_THERE
from wemode.guidance.case_view import CaseView, Lasts, case_fact, counted
from wemode.guidance.facts import Fact

# Over so many sessions that were looked at, or appointments, one looks back.
LATELY = 5
# From so many turns against the therapist on, a session counts as one of thin trust.
AGAINST = 2
# Two check-ins this far apart (of 10), two marks this far apart (of five levels) differ.
FAR_APART, LEVELS_APART = 4, 2
# A fall of the patient's check-in by this much is a sign; so many before it are compared.
FALL, COMPARED = 2, 3
DAYS_A_MONTH = 30.44
# An own state is heavy from here on (of 10), and counts when it was so this often.
HEAVY, TWICE = 6, 2
HEAVY_STATES = ("boredom", "hurt", "anger", "hopelessness")


@case_fact(Lasts.STANDING)
def ledger_open(view: CaseView) -> Fact:
    """Number of strains in the ledger that are not repaired.

    One that was repaired in part counts until the two have met again.
    """
    met = [one.number for one in view.case.sessions if one.kind not in NOT_THERE]
    last_met = max(met, default=0)
    open_ones = [
        record
        for record in view.case.strains_kept
        if record.value.repaired is Repaired.NOT
        or (record.value.repaired is Repaired.PARTLY and record.value.session >= last_met)
    ]
    turns = {ref.turn for one in open_ones for ref in one.value.turns if _is_here(view, ref)}
    return Fact(len(open_ones), tuple(sorted(turns)), tuple(one.id for one in open_ones))


@case_fact(Lasts.TODAY)
def found_open(view: CaseView) -> Fact:
    """Number of strains found open in this session's transcript and not in the ledger.

    Where the ledger speaks of a strain, its word counts: by the turns, or where it names none, by
    the kind.
    """
    found = _not_in_ledger(view)
    return Fact(len(found), tuple(turn for strain in found for turn in strain.markers))


@case_fact(Lasts.TODAY)
def strains_lately(view: CaseView) -> Fact:
    """Number of strains in the last five sessions looked at, this one the last of them.

    Looked at: it has a transcript or a strain in the ledger. 0 where this session is neither.
    """
    today = view.of_session["strains"]
    lately = _lately(view)
    return Fact(sum(_strains_of(view, number) for number in lately), today.turns if lately else ())


@case_fact(Lasts.TODAY)
def own_part_lately(view: CaseView) -> Fact:
    """Number of times the therapist's own part was named in these five sessions.

    Either in a turn of the transcript or beside a strain in the ledger.
    """
    lately = {*_lately(view)}
    spoken = sum(view.codes[n].counts.get("t.owns_part", 0) for n in lately & {*view.codes})
    noted = [
        record.id
        for record in view.case.strains_kept
        if record.value.session in lately and _names_own_part(record.value)
    ]
    return Fact(spoken + len(noted), lines=tuple(noted))


@case_fact(Lasts.TODAY)
def against_lately(view: CaseView) -> Fact:
    """Of the last five sessions with a transcript, in how many the patient moved against you.

    That is: in two turns or more. 0 where it was not so in this session, or it has no transcript.
    """
    against = {
        n for n, one in view.codes.items() if one.counts.get("p.confrontation", 0) >= AGAINST
    }
    if view.session not in against:
        return Fact(0)
    return Fact(
        len(against & {*list(view.codes)[-LATELY:]}), view.of_session["confrontation_turns"].turns
    )


@case_fact(Lasts.TODAY)
def check_ins_apart(view: CaseView) -> Fact:
    """Number of prompts that the two rated four points or more apart after this session."""
    own, other = (_answers(view, party, view.session) for party in Party)
    return Fact(sum(abs(own[id] - other[id]) >= FAR_APART for id in own.keys() & other.keys()))


@case_fact(Lasts.STANDING)
def marks_apart(view: CaseView) -> Fact:
    """Number of agreed goals that the two last marked two levels or more apart.

    Marks from before the levels were written anew are left out.
    """
    found = []
    for goal in view.agreed_goals:
        marks = [view.on_scale.marks_of(goal.id, party) for party in Party]
        if all(marks) and abs(marks[0][-1].level - marks[1][-1].level) >= LEVELS_APART:
            found.append(goal.id)
    return counted(tuple(found))


@case_fact(Lasts.COUNTING)
def months_in(view: CaseView) -> Fact:
    """Number of full months since the first appointment."""
    days = [one.held_on for one in view.case.sessions]
    return Fact((max(days) - min(days)).days // DAYS_A_MONTH if days else 0)


@case_fact(Lasts.TODAY)
def absent_lately(view: CaseView) -> Fact:
    """Number of the last five appointments that were missed or cancelled."""
    last = sorted(view.case.sessions, key=lambda one: one.number)[-LATELY:]
    return Fact(sum(one.kind in NOT_THERE for one in last))


@case_fact(Lasts.TODAY)
def check_in_fall(view: CaseView) -> Fact:
    """Full points (of 10) the patient's check-in after this session lies below the ones before.

    Its mean against the mean of the last three before it; 0 where it rose or there is none.
    """
    given = [one for one in _last_of_each(view, Party.PATIENT) if one.answers]
    if len(given) < 2 or given[-1].at.session != view.session:
        return Fact(0)
    *before, last = given
    stood = [_mean(one) for one in before[-COMPARED:]]
    return Fact(max(0, int(sum(stood) / len(stood) - _mean(last))))


@case_fact(Lasts.STANDING)
def leaving_signs(view: CaseView) -> Fact:
    """Number of the signs of leaving: fallen out, a strain open, no goal, a falling alliance.

    That is: two of the last five appointments were missed or cancelled; a strain is open; no goal
    is agreed from session 3 on; the patient's check-in fell by two points.
    """
    strains = ledger_open(view)
    return Fact(
        sum(
            (
                absent_lately(view).value >= 2,
                strains.value + found_open(view).value >= 1,
                view.session >= 3 and not view.agreed_goals,
                check_in_fall(view).value >= FALL,
            )
        ),
        lines=strains.lines,
    )


@case_fact(Lasts.TODAY)
def heavy_states(view: CaseView) -> Fact:
    """Number of your own states that were heavy twice in the last five you wrote down.

    Heavy: boredom, hurt, anger or hopelessness at 6 or more of 10, this session's among them. 0
    where none were written after this session, or the reader may not see them.
    """
    logged = sorted(n for n in view.own if n <= view.session)[-LATELY:]
    if view.session not in logged:
        return Fact(0)
    times = {id: sum(view.own[n].get(id, 0) >= HEAVY for n in logged) for id in HEAVY_STATES}
    today = view.own[view.session]
    return Fact(sum(times[id] >= TWICE and today.get(id, 0) >= HEAVY for id in HEAVY_STATES))


def _is_here(view: CaseView, ref: TurnRef) -> bool:
    """Whether a turn is one of the session looked at, whose words are there to be shown."""
    if view.review is None or ref.session != view.session:
        return False
    return ref.turn <= len(view.review.coded.transcript)


def _not_in_ledger(view: CaseView) -> tuple[Strain, ...]:
    """The strains the review of this session left open and no entry of the ledger speaks of."""
    if view.review is None:
        return ()
    entries = [one.value for one in view.case.strains_kept if one.value.session == view.session]
    unplaced = [one.kind for one in entries if not one.turns]
    placed = {(ref.session, ref.turn) for one in entries for ref in one.turns}
    found = []
    for strain in view.review.strains:
        turns = range(strain.first, strain.last + 1)
        kind = StrainKind(strain.kind.value)
        if any((view.session, turn) in placed for turn in turns):
            continue
        if kind in unplaced:
            unplaced.remove(kind)
        elif strain.is_open:
            found.append(strain)
    return tuple(found)


def _lately(view: CaseView) -> tuple[int, ...]:
    """The last sessions looked at, where this one is among them."""
    of_ledger = {one.value.session for one in view.case.strains_kept}
    known = of_ledger | {*view.codes}
    return tuple(sorted(known)[-LATELY:]) if view.session in known else ()


def _strains_of(view: CaseView, number: int) -> int:
    """How many strains a session had, by the ledger or by the review, whichever has more."""
    noted = sum(one.value.session == number for one in view.case.strains_kept)
    if view.review and number == view.session:
        return max(noted, int(view.of_session["strains"].value))
    found = (one.strains for one in view.case.strains if one.session == number)
    return max(noted, *found, 0)


def _names_own_part(strain: LedgerStrain) -> bool:
    return bool(strain.own_part.strip()) or "owns_part" in strain.tried


def _last_of_each(view: CaseView, party: Party) -> list[CheckIn]:
    """The check-ins of one party, the last of each session, in order."""
    last = {one.at.session: one for one in view.case.check_ins if one.party is party}
    return [last[number] for number in sorted(last)]


def _answers(view: CaseView, party: Party, session: int) -> dict[str, int]:
    found = [one for one in _last_of_each(view, party) if one.at.session == session]
    return dict(found[-1].answers) if found else {}


def _mean(check_in: CheckIn) -> float:
    return sum(check_in.answers.values()) / len(check_in.answers)
