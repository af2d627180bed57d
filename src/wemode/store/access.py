"""Who may do what: one table, asked before every read and every write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wemode.errors import NotAllowed, Problem

NAME_LENGTH = 120


class Role(StrEnum):
    """In which capacity somebody acts."""

    THERAPIST = "therapist"
    SUPERVISOR = "supervisor"
    RESEARCHER = "researcher"
    PATIENT = "patient"


class Action(StrEnum):
    """Everything that is authorised and recorded; the value is what the audit log carries."""

    READ_CASELOAD = "read_caseload"
    READ_NAMES = "read_names"
    READ_SESSION = "read_session"
    READ_SET_ASIDE = "read_set_aside"
    READ_CONTRACT = "read_contract"
    READ_OWN_NOTE = "read_own_note"
    READ_OWN_STATES = "read_own_states"
    READ_PRACTICE = "read_practice"
    READ_LINKS = "read_links"
    READ_ASIDE = "read_aside"
    READ_COHORT = "read_cohort"
    READ_AUDIT = "read_audit"
    OPEN_CASE = "open_case"
    CLOSE_CASE = "close_case"
    REOPEN_CASE = "reopen_case"
    RECORD_SESSION = "record_session"
    IMPORT_TRANSCRIPT = "import_transcript"
    REPLACE_SUGGESTIONS = "replace_suggestions"
    DECIDE_SUGGESTION = "decide_suggestion"
    ACCEPT_ALL_ON_TURN = "accept_all_on_turn"
    UNDO_DECISION = "undo_decision"
    SET_CODE = "set_code"
    REMOVE_CODE = "remove_code"
    OVERRULE = "overrule"
    SET_ASIDE_ADVICE = "set_aside_advice"
    WITHDRAW_SET_ASIDE = "withdraw_set_aside"
    WRITE_OWN_NOTE = "write_own_note"
    KEEP_DIGEST = "keep_digest"
    BEGIN_DRAFT = "begin_draft"
    SAVE_DRAFT = "save_draft"
    PROPOSE = "propose"
    GIVE_ASSENTS = "give_assents"
    WITHDRAW = "withdraw"
    SAY_LATER = "say_later"
    RECORD_ATTEMPT = "record_attempt"
    TAKE_BACK_ATTEMPT = "take_back_attempt"
    MARK_GOAL = "mark_goal"
    TAKE_BACK_MARK = "take_back_mark"
    RECORD_REVIEW = "record_review"
    WRITE_EPISODE = "write_episode"
    DROP_EPISODE = "drop_episode"
    WRITE_PATTERN = "write_pattern"
    OFFER_PATTERN = "offer_pattern"
    AGREE_PATTERN = "agree_pattern"
    DROP_PATTERN = "drop_pattern"
    RATE_VIEW = "rate_view"
    WRITE_STRAIN = "write_strain"
    DROP_STRAIN = "drop_strain"
    CHECK_IN = "check_in"
    WRITE_OWN_STATE = "write_own_state"
    ANSWER_FORM = "answer_form"
    DROP_SHEET = "drop_sheet"
    RESPOND_TO_RISK = "respond_to_risk"
    PLAN_FORMS = "plan_forms"
    PLAN_DIARY = "plan_diary"
    WRITE_DAY = "write_day"
    SEND_REMINDERS = "send_reminders"
    WRITE_EVENT = "write_event"
    DROP_EVENT = "drop_event"
    SET_PRACTICE = "set_practice"
    KEEP_INSTRUMENT = "keep_instrument"
    FORGET_INSTRUMENT = "forget_instrument"
    OPEN_LINK = "open_link"
    NEW_CODE = "new_code"
    REVOKE_LINK = "revoke_link"
    PUT_ASIDE = "put_aside"
    CLEAR_ASIDE = "clear_aside"
    KEEP_COURSE = "keep_course"
    EXPORT_CASE = "export_case"
    MAKE_BACKUP = "make_backup"


MEANING: Mapping[Action, str] = MappingProxyType(
    {
        Action.READ_CASELOAD: "see the list of cases and of sessions",
        Action.READ_NAMES: "see first names beside the code names, and where reminders go",
        Action.READ_SESSION: "read a session's transcript, codes and review",
        Action.READ_SET_ASIDE: "read which advice was set aside and why",
        Action.READ_CONTRACT: "read contract, formulation, measures and what became of them",
        Action.READ_OWN_NOTE: "read the therapist's private note",
        Action.READ_OWN_STATES: "read the therapist's own states after sessions",
        Action.READ_PRACTICE: "see what the practice has set and its own questionnaires",
        Action.READ_LINKS: "see the links to patients' pages, with their codes",
        Action.READ_ASIDE: "read what came from a patient's page and did not fit",
        Action.READ_COHORT: "read the courses of all cases, without names",
        Action.READ_AUDIT: "read the audit log",
        Action.OPEN_CASE: "open a case",
        Action.CLOSE_CASE: "record that a therapy ended",
        Action.REOPEN_CASE: "record that a therapy was taken up again",
        Action.RECORD_SESSION: "record a session, held or missed",
        Action.IMPORT_TRANSCRIPT: "import a transcript",
        Action.REPLACE_SUGGESTIONS: "put new suggestions in place of the undecided ones",
        Action.DECIDE_SUGGESTION: "accept or reject a suggested code",
        Action.ACCEPT_ALL_ON_TURN: "accept all suggested codes of a turn",
        Action.UNDO_DECISION: "take back an own decision",
        Action.SET_CODE: "set a code",
        Action.REMOVE_CODE: "remove an own code",
        Action.OVERRULE: "take back the decisions and remove the codes of others",
        Action.SET_ASIDE_ADVICE: "set advice aside with a reason",
        Action.WITHDRAW_SET_ASIDE: "take up advice again that was set aside",
        Action.WRITE_OWN_NOTE: "write the therapist's private note",
        Action.KEEP_DIGEST: "keep the one line that the caseload shows of a review",
        Action.BEGIN_DRAFT: "begin a draft of the contract",
        Action.SAVE_DRAFT: "save a draft of the contract",
        Action.PROPOSE: "put a draft of the contract before the other",
        Action.GIVE_ASSENTS: "record who agreed to the contract, and how freely",
        Action.WITHDRAW: "give up a version of the contract",
        Action.SAY_LATER: "record what was said later of an assent",
        Action.RECORD_ATTEMPT: "record a try at a task",
        Action.TAKE_BACK_ATTEMPT: "take back a try that was recorded",
        Action.MARK_GOAL: "mark where a goal stands",
        Action.TAKE_BACK_MARK: "take back a mark of a goal",
        Action.RECORD_REVIEW: "record that the contract was looked at together",
        Action.WRITE_EPISODE: "write an episode down, or write it anew",
        Action.DROP_EPISODE: "strike an episode out",
        Action.WRITE_PATTERN: "write a pattern down, or write it anew",
        Action.OFFER_PATTERN: "record that a pattern was offered to the patient",
        Action.AGREE_PATTERN: "record that the patient recognises a pattern",
        Action.DROP_PATTERN: "give up a pattern or a version of it",
        Action.RATE_VIEW: "record how a pattern is held, as fact or as a view",
        Action.WRITE_STRAIN: "write a strain into the ledger, or write it anew",
        Action.DROP_STRAIN: "strike a strain out of the ledger",
        Action.CHECK_IN: "record how one of the two found a session",
        Action.WRITE_OWN_STATE: "write the therapist's own state after a session",
        Action.ANSWER_FORM: "answer a questionnaire, or go on with one",
        Action.DROP_SHEET: "strike an answered questionnaire out",
        Action.RESPOND_TO_RISK: "record what was done about an endorsed risk item",
        Action.PLAN_FORMS: "set which questionnaires a patient is asked for",
        Action.PLAN_DIARY: "set what the diary asks every day",
        Action.WRITE_DAY: "write a day of the diary",
        Action.SEND_REMINDERS: "remind patients of the diary by mail",
        Action.WRITE_EVENT: "write down what happened in the patient's life",
        Action.DROP_EVENT: "strike out what happened in the patient's life",
        Action.SET_PRACTICE: "set the words and the mail of the practice",
        Action.KEEP_INSTRUMENT: "keep a questionnaire of the practice's own",
        Action.FORGET_INSTRUMENT: "forget a questionnaire of the practice's own",
        Action.OPEN_LINK: "open a link to the patient's page",
        Action.NEW_CODE: "give a link a new code",
        Action.REVOKE_LINK: "revoke a link",
        Action.PUT_ASIDE: "put aside what came from a patient's page and did not fit",
        Action.CLEAR_ASIDE: "clear away what was put aside",
        Action.KEEP_COURSE: "keep the expected course that was fitted on all cases",
        Action.EXPORT_CASE: "take a case out, for other programs",
        Action.MAKE_BACKUP: "make a backup of the case file",
    }
)

_READ_REVIEWS = frozenset(
    {
        Action.READ_CASELOAD,
        Action.READ_SESSION,
        Action.READ_SET_ASIDE,
        Action.READ_CONTRACT,
        Action.READ_PRACTICE,
    }
)
_ANNOTATE = frozenset(
    {
        Action.DECIDE_SUGGESTION,
        Action.ACCEPT_ALL_ON_TURN,
        Action.UNDO_DECISION,
        Action.SET_CODE,
        Action.REMOVE_CODE,
    }
)
# What a patient's page sends; it reads nothing here.
_ANSWER = frozenset(
    {
        Action.ANSWER_FORM,
        Action.WRITE_DAY,
        Action.RECORD_ATTEMPT,
        Action.MARK_GOAL,
        Action.CHECK_IN,
    }
)

ROLES: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.THERAPIST: frozenset(Action),
        Role.SUPERVISOR: _READ_REVIEWS | {Action.READ_NAMES, Action.KEEP_DIGEST},
        Role.RESEARCHER: _READ_REVIEWS | _ANNOTATE,
        Role.PATIENT: _ANSWER,
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting in a role; the name is what stands beside codes and in the audit log.

    A role that is not in ROLES may do nothing. Raises ValueError for a blank or very long name.
    """

    name: str
    role: str

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > NAME_LENGTH:
            raise ValueError(f"an actor's name has 1 to {NAME_LENGTH} characters")


def may(actor: Actor, action: Action) -> bool:
    """Whether this actor's role permits this action."""
    return action in ROLES.get(actor.role, frozenset())  # type: ignore[call-overload]


def authorise(actor: Actor, action: Action) -> None:
    """Let pass or raise NotAllowed, naming role and action."""
    if not may(actor, action):
        raise NotAllowed(
            Problem(
                f"role “{actor.role}”",
                f"may not {MEANING[action]}",
                "Ask the therapist who keeps this case file",
            )
        )


def roles_table() -> str:
    """ROLES as a Markdown table, one line an action: what the documentation prints."""
    head = "| action | what it is | " + " | ".join(ROLES) + " |"
    rule = "|---|---|" + "---|" * len(ROLES)
    lines = (
        f"| `{action}` | {MEANING[action]} | "
        + " | ".join("yes" if action in ROLES[role] else "–" for role in ROLES)
        + " |"
        for action in Action
    )
    return "\n".join((head, rule, *lines))
