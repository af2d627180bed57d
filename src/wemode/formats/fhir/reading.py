"""A FHIR Bundle to what a case can take in: checked whole before anything is made of it.

A Bundle of type collection or searchset, in JSON, of FHIR R4 (4.0.1) or R4B (4.3.0), in which the
resources read here are the same. No message quotes a value of the file.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wemode.domain import AnswerSheet, Contract, Instrument, OwnItem
from wemode.errors import BadFile, Problem, Unfit
from wemode.formats.fhir.codes import (
    CASE,
    DIARY,
    GOAL_MARK,
    OVER,
    QUESTIONNAIRE,
    REQUIRED,
    SCORE,
    code_in,
)
from wemode.formats.fhir.contract import ContractReader
from wemode.formats.fhir.diary import Days, read_diary
from wemode.formats.fhir.questionnaire import (
    Known,
    known,
    moment,
    named,
    own_document,
    read_own_items,
    read_response,
)
from wemode.formats.fhir.values import AskedItem, Incoming, LeftOut, Resource
from wemode.formats.text import MAX_BYTES, MAX_PROBLEMS

TYPES = ("collection", "searchset")
READ = ("Patient", "Questionnaire", "QuestionnaireResponse", "Observation", "Goal", "CarePlan")
_WHOSE = frozenset(READ) - {"Patient", "Questionnaire"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9\-.]{0,63}\Z")


def read_bundle(data: bytes, instruments: Mapping[str, Instrument]) -> Incoming:
    """What a Bundle holds that a case can take in; ``instruments`` are those that are known.

    Raises BadFile with every problem: no JSON, no Bundle, a resource that is no FHIR, codes that
    are not in its lists, two resources of one name, resources of several patients.
    """
    reader = _Reader(instruments)
    reader.resources = _resources(_document(data), reader.problems)
    reader.done()
    reader.check()
    reader.done()
    found = reader.read()
    reader.done()
    return found


@dataclass(frozen=True, slots=True)
class _Entry:
    """One resource with its place in the file, and the names by which others may refer to it."""

    place: str
    kind: str
    resource: Resource
    names: tuple[str, ...]


@dataclass(slots=True)
class _Forms:
    """The Questionnaires of a Bundle: those not known yet, the patient's own items, the diary.

    ``found`` has what each is by the names under which a response can say that it answers it.
    """

    documents: list[Mapping[str, Any]] = field(default_factory=list)
    own_items: dict[str, tuple[OwnItem, ...]] = field(default_factory=dict)
    diary: tuple[AskedItem, ...] = ()
    found: dict[str, Known] = field(default_factory=dict)


@dataclass(slots=True)
class _Reader:
    instruments: Mapping[str, Instrument]
    resources: list[_Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def say(self, where: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(where, what, remedy))

    def leave(self, what: str, why: str) -> None:
        self.left_out.append(LeftOut(what, why))

    def done(self) -> None:
        """Raise BadFile where there is a problem; of very many the first."""
        if not self.problems:
            return
        told, more = self.problems[:MAX_PROBLEMS], len(self.problems) - MAX_PROBLEMS
        if more > 0:
            told.append(Problem("file", f"there are {more} more problems", "Mend these first"))
        raise BadFile(*told)

    def of(self, kind: str) -> list[_Entry]:
        return [one for one in self.resources if one.kind == kind]

    def check(self) -> None:
        """Whether each is FHIR, each has a name of its own, and all are of one patient."""
        for one in self.resources:
            if one.kind in READ:
                self._check_fhir(one)
        names = Counter(name for one in self.resources for name in one.names)
        for one in self.resources:
            if any(names[name] > 1 for name in one.names):
                self.say(one.place, "another resource has the same id or fullUrl", "Keep one")
        if not self.problems:
            self._check_patient()

    def _check_fhir(self, one: _Entry) -> None:
        for path, what in _refusals(one.kind, one.resource):
            where = f"{one.place}, {path}" if path else one.place
            self.say(where, what, "Mend it, or leave the resource out")
        for (kind, name), codes in REQUIRED.items():
            code = one.resource.get(name)
            if kind == one.kind and isinstance(code, str) and code not in codes:
                remedy = f"Write one of {', '.join(sorted(codes))}"
                self.say(f"{one.place}, {name}", "it is no code of FHIR R4", remedy)

    def _check_patient(self) -> None:
        """All that is about somebody is about one patient: the one of the Bundle, if it has one."""
        patients = self.of("Patient")
        for other in patients[1:]:
            self.say(other.place, "it is a second patient", "Take one patient at a time")
        about = [(one, _subject(one.resource)) for one in self.resources if one.kind in _WHOSE]
        for one, subject in about:
            if not subject:
                self.say(one.place, "it does not say whose it is", "Give it a subject.reference")
        named = next((subject for _, subject in about if subject), "")
        own = {*patients[0].names} if patients else {named}
        for one, subject in about:
            if subject and not _is_of(subject, own):
                what = "it is of another patient"
                self.say(one.place, what, "Take the resources of one patient only")

    def read(self) -> Incoming:
        for one in self.resources:
            if one.kind not in READ:
                self.leave(one.place, "resources of this type are not read")
        forms = self._questionnaires()
        sheets = self._sheets(forms.found)
        days = self._observations()
        return Incoming(
            code_name=self._code_name(),
            questionnaires=tuple(forms.documents),
            own_items=forms.own_items,
            sheets=sheets,
            diary=forms.diary,
            days=days.found(),
            contract=self._contract(),
            left_out=tuple(self.left_out),
        )

    def _code_name(self) -> str:
        for one in self.of("Patient"):
            for identifier in one.resource.get("identifier") or ():
                if identifier.get("system") == CASE:
                    return str(identifier.get("value") or "")
        return ""

    def _questionnaires(self) -> _Forms:
        forms = _Forms()
        for one in self.of("Questionnaire"):
            if one.resource.get("url") == DIARY:
                forms.diary = read_diary(one.place, one.resource, self.problems)
                continue
            match = known(one.resource, self.instruments)
            if match is None:
                made = self._unknown(one)
                if made is None:
                    continue
                document, match = made
                forms.documents.append(document)
            elif match.instrument.personal:
                forms.own_items[match.instrument.id] = read_own_items(one.resource)
            forms.found |= dict.fromkeys(_canonical_names(one), match)
        return forms

    def _unknown(self, one: _Entry) -> tuple[Mapping[str, Any], Known] | None:
        made = own_document(one.resource)
        if isinstance(made, str):
            self.leave(one.place, f"the questionnaire is not known here, and {made}")
            return None
        document, match = made
        if document["id"] in self.instruments:
            self.leave(one.place, "a questionnaire of that name is known in another version")
            return None
        return document, match

    def _sheets(self, found: Mapping[str, Known]) -> tuple[AnswerSheet, ...]:
        sheets = []
        for one in self.of("QuestionnaireResponse"):
            resource = one.resource
            reference = str(resource.get("questionnaire") or "")
            match = self._answered(reference, found)
            if resource.get("status") == "entered-in-error":
                self.leave(one.place, "it was entered in error")
            elif match is None:
                self.leave(one.place, "its questionnaire is neither known here nor taken in")
            elif moment(resource.get("authored")) is None:
                self.leave(one.place, "it does not say at which time it was answered")
            else:
                try:
                    sheet, strange = read_response(one.place, resource, match)
                except Unfit as error:
                    self.problems += error.problems
                    continue
                sheets.append(sheet)
                for _ in strange:
                    why = "the questionnaire, as it is known here, has no such item"
                    self.leave(f"an answer of {one.place}", why)
        return tuple(sheets)

    def _answered(self, reference: str, found: Mapping[str, Known]) -> Known | None:
        if match := found.get(reference) or found.get(reference.partition("|")[0]):
            return match
        id, version = named(reference)
        instrument = self.instruments.get(id)
        return Known(instrument) if instrument and instrument.version == version else None

    def _observations(self) -> Days:
        days = Days()
        for one in self.of("Observation"):
            code = one.resource.get("code")
            systems = {row.get("system") or "" for row in (code or {}).get("coding") or ()}
            if one.resource.get("status") in OVER:
                self.leave(one.place, f"it is {one.resource['status']}")
            elif code_in(code, DIARY):
                days.read(one.place, one.resource, self.problems)
            elif code_in(code, GOAL_MARK):
                self.leave(one.place, "a draft has no marks: goals are marked once proposed")
            elif any(system.startswith(SCORE) for system in systems):
                self.leave(one.place, "scores are computed anew from the answers")
            else:
                self.leave(one.place, "it is of no item of the diary")
        return days

    def _contract(self) -> Contract | None:
        reader = ContractReader(self.problems, self.left_out)
        goals = [(one.place, one.names, one.resource) for one in self.of("Goal")]
        return reader.read(goals, [(one.place, one.resource) for one in self.of("CarePlan")])


def _document(data: bytes) -> dict[str, Any]:
    """The JSON of a file, a Bundle by its own word. Raises BadFile."""
    if len(data) > MAX_BYTES:
        what = f"it is larger than {MAX_BYTES // 2**20} MiB"
        raise BadFile(Problem("file", what, "Give one patient a file"))
    try:
        found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError:
        raise BadFile(Problem("file", "it is no UTF-8", "Save it as JSON in UTF-8")) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadFile(Problem(where, "it is no JSON from here on", "Mend it there")) from None
    except (ValueError, RecursionError):
        what = "it names a key twice, nests too deep or holds a number that is too long"
        raise BadFile(Problem("file", what, "Write it anew with a program for FHIR")) from None
    if not isinstance(found, dict) or found.get("resourceType") != "Bundle":
        what = "it is no FHIR Bundle"
        raise BadFile(Problem("file", what, "Give a Bundle (resourceType: Bundle)"))
    if found.get("type") not in TYPES:
        what = "it is no Bundle of a type that is read"
        raise BadFile(Problem("file, type", what, f"Write one of {', '.join(TYPES)}"))
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _resources(document: Mapping[str, Any], problems: list[Problem]) -> list[_Entry]:
    rows = document.get("entry", [])
    if not isinstance(rows, list):
        rows = []
        problems.append(Problem("file, entry", "it is no list", "Write the resources as a list"))
    found = []
    for n, row in enumerate(rows, 1):
        resource = row.get("resource") if isinstance(row, dict) else None
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if not isinstance(resource, dict) or not isinstance(kind, str) or not _NAME.match(kind):
            what = "it holds no resource with a resourceType"
            problems.append(Problem(f"entry {n}", what, "Give it one, or leave it out"))
            continue
        id, url = resource.get("id"), row.get("fullUrl")
        place = f"entry {n}, {kind}"
        if isinstance(id, str) and _NAME.match(id):
            place = f"{place} {id}"
        names = [f"{kind}/{id}"] if isinstance(id, str) else []
        names += [url] if isinstance(url, str) else []
        found.append(_Entry(place, kind, resource, tuple(dict.fromkeys(names))))
    return found


def _refusals(kind: str, resource: Resource) -> list[tuple[str, str]]:
    """Where a resource is no FHIR R4, and how: never with what stands there."""
    from fhir.resources.R4B import get_fhir_model_class
    from pydantic import ValidationError

    try:
        get_fhir_model_class(kind).model_validate(resource)
    except (RecursionError, OverflowError):
        return [("", "it nests too deep or holds a number that is too large")]
    except ValidationError as error:
        return [(_path(one["loc"]), _what(one["type"])) for one in error.errors()]
    return []


def _path(place: tuple[int | str, ...]) -> str:
    """A path in the resource; a part that is no name of an element is not told."""
    parts = [
        f"[{one}]" if isinstance(one, int) else one if _NAME.match(one) else "…" for one in place
    ]
    return ".".join(parts).replace(".[", "[")


def _what(type: str) -> str:
    if "missing" in type:
        return "it is missing"
    if type == "extra_forbidden":
        return "FHIR R4 has no such element here"
    return "it is not what FHIR R4 has here"


def _subject(resource: Resource) -> str:
    return str((resource.get("subject") or {}).get("reference") or "")


def _is_of(subject: str, names: set[str]) -> bool:
    """Whether a subject is the patient of these names.

    Patient/12 of one server is not that of another: only where no name is an address, the end of
    an address counts.
    """
    subject = subject.partition("/_history/")[0]
    is_local = not any(":" in name for name in names)
    return subject in names or (is_local and "/".join(subject.rsplit("/", 2)[-2:]) in names)


def _canonical_names(one: _Entry) -> list[str]:
    """The names under which a response may say that it answers this Questionnaire."""
    url, version = str(one.resource.get("url") or ""), str(one.resource.get("version") or "")
    own = [] if not url else [f"{url}|{version}"] if url.startswith(QUESTIONNAIRE) else [url]
    return [*own, *one.names]
