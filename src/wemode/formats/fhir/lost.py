"""What of a case a Bundle does not hold, and why: printed with every export, and in the docs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that stays behind, and why."""

    what: str
    why: str


NO_PLACE = "the resources that are written have no place for it"
ON_PURPOSE = "left out on purpose"

LOST: tuple[Lost, ...] = (
    Lost("the therapist's own notes and own states", f"{ON_PURPOSE}: they are private"),
    Lost(
        "the first name",
        f"{ON_PURPOSE}: the Patient bears the code name alone; in words as they were said it stays",
    ),
    Lost("transcripts, codes and reviews of sessions", f"{ON_PURPOSE}: `wemode review` shows them"),
    Lost(
        "words of questionnaires whose licence does not let them be passed on",
        f"{ON_PURPOSE}: their items go with their names alone",
    ),
    Lost(
        "how a questionnaire is scored, its norms, cut-offs and bands",
        f"{NO_PLACE}; the scores themselves go as Observations",
    ),
    Lost("earlier writings of a form or a day, and what was struck out", "only what holds goes"),
    Lost("appointments, kept and missed", "they do not go as Encounters; the tables hold them"),
    Lost(
        "which session an answer, a day or a mark came in after",
        "coming in, the day says which session it was after",
    ),
    Lost("which forms are asked when; hour and address of the diary's reminder", NO_PLACE),
    Lost("responses to risk items", f"{ON_PURPOSE}: who acts on one acts here"),
    Lost(
        "versions of the contract before the one that stands, assents, reasons, reviews",
        "one CarePlan goes: the version agreed, else proposed, else the draft",
    ),
    Lost("the score of goal attainment (T)", "it is computed of marks and weights, and these go"),
    Lost("what the patient's own page shows, and the link to it", f"{ON_PURPOSE}: it is of here"),
    Lost("the turns of a session that a line of the contract comes from", "transcripts stay"),
    Lost("the pattern that a task works against", "patterns stay"),
    Lost(
        "tries at tasks",
        f"{NO_PLACE} that keeps outcome, feeling and next step apart; the tables hold them",
    ),
    Lost("life events", "they are no Observations; the tables hold them"),
    Lost("strains and their repair, check-ins", f"{NO_PLACE}; the tables hold them"),
    Lost("episodes and patterns", NO_PLACE),
    Lost("that a therapy ended, and how", "the tables hold it"),
)

# What a Bundle holds and an import does not take up again.
NOT_TAKEN: tuple[Lost, ...] = (
    Lost("scores", "they are computed anew from the answers"),
    Lost("marks of goals", "a draft has none: goals are marked once they were proposed"),
    Lost("that a contract was agreed", "it comes in as a draft; the two agree on it here"),
    Lost("a contract where the case has one already", "its goals would be taken for those there"),
    Lost("a day of the diary that is filled in already, a form that is there", "what stands holds"),
    Lost(
        "a patient's own items where the case has a plan of forms without them",
        "plan them first; where there is no plan, they are planned as asked once",
    ),
)
