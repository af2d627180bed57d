"""Which words at the start of a line are a speaker's label, and which are speech with a colon."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NoReturn

from wemode.formats.remarks import split_remarks
from wemode.formats.role_words import is_role, names_role
from wemode.formats.text import refuse
from wemode.formats.times import CLOCK

NAME = r"[^\W\d_][^:\t\[\](){}<>|#*\"“”„«»?!;]{0,48}?"
"""Shape of a label, as a regular expression without groups."""

OFTEN = 3
"""What begins so many lines is a label, wherever it stands and whatever it looks like."""

SHARE = 10
"""What begins sentences, too ("Well", "He said"), must besides begin every tenth turn."""

SHORT_ROLE = 4
"""A role so short ("T12", "Pat.") begins no line by chance."""

MAX_HEADING = 10
"""Most lines without a speaker before the first label; they are a heading and not read."""

_LOWER_IN_NAMES = frozenset(
    "de da do dos du del della di la le van von der den zu y e und and et of el bin al ben".split()  # noqa: SIM905
)
_ABBREVIATION = re.compile(
    r"(?i)(?:[^\W\d_]|dr|dra|prof|mr|mrs|ms|med|phil|dipl|psych|th|ther|pt|pat|kl|cl|pz|pac|dott"
    r"|sra|sr|st|mag|lic|frau|hr|fr|ph|int)\."
)
_SENTENCE_STARTS = frozenset(
    """
    a actually afterwards again agreed also alright although an and another answer anyway are as ask
    at attention aside because besides both but by careful clearly conclusion correct dear does
    examples example exactly except fact fair finally fine first for from funny god good great he
    hello her here hey hi him his honestly how however i idea if important imagine in indeed instead
    is it its just last later let like listen look maybe me meaning mind more my namely nb never
    next no none nope not note nothing now of oh ok okay on one only or other our perhaps please
    point ps question quote really reason remember result right same say second secondly see
    seriously she simple since so some something sometimes sorry still stop sure than thank thanks
    that the then there these they thing things think third this those though three thus to today
    together tomorrow tonight true two uh uhm um until wait warning was we well what whatever when
    where whether which while who why wish with wonder words wow yeah yep yes yesterday yet you your
    aber ach achtung alle allerdings alles also an auch auf beispiel bei bis bitte da dabei dafür
    dann das dass denn der die dies doch ein eigentlich einerseits andererseits er erstens es falls
    folgendes frage für ganz gar gedanke genau gut halt hinweis hm ich ihr im in ja jetzt kurz
    mal mein mit moment motto nein nicht noch nun nur ob oder ohne punkt richtig schau sehen sie
    sein so sondern sonst statt stimmt tatsache trotzdem und vielleicht vom von vor warum was weil
    wenn wer wie wieso wir wirklich wo wohl zu zum zweitens
    a allora anche ancora anzi appunto attenzione bene beh certo che chi ci ciao come comunque con
    cosa così da davvero del di domanda dopo dunque e ecco esatto esempio forse gli giusto grazie ha
    ho il in infatti insomma invece io la le lei lo lui ma mah mi nel niente no noi non nota o oggi
    oppure ora per perché però poi prima primo punto qui quindi quando scusi se secondo senta sì
    solo sono su tipo tu tutto un una va vabbè vediamo vero
    ah ainsi alors après attention au aussi avant avec bah ben bien bon bref car ce cela celui
    cependant certes ces c'est comme comment d'abord dans de depuis des déjà donc du elle en encore
    enfin ensuite est et euh exemple il ils je justement la le les leur lui mais mes moi mon non
    nous on or ou oui où par parce pas peut-être point pour pourquoi pourtant puis quand que
    question qui quoi remarque sauf ses si son sur tiens toujours tout très tu un une voilà vous
    vraiment
    además ahora aquí así aunque bueno claro como con cuando cómo de después digamos donde dónde
    ejemplo el ella en entonces es eso esto exacto gracias hasta hoy incluso la las lo los luego
    más me mi mira mire nada no nota nunca o oiga oye para pero perdón por porque pregunta primero
    pues que quien quizás qué segundo si siempre sin sobre sí también tal tu un una usted vale
    verdad y ya yo
    http https www mailto tel fax email
    """.split()  # noqa: SIM905
)
_ABOUT_THE_FILE = frozenset(
    """
    author aufnahme autor audio attendees case code comments created data date datei datum dauer
    description diagnosis durata duration duración durée date of session end endtime fall fecha
    fichier file filename format id interview kommentar language langue legende legend lieu lingua
    location luogo meeting name names note notes ort participants partecipanti participantes
    participantes place project projekt pseudonym recorded recording registrazione séance seduta
    sesión session setting sitzung sprache start sitzungsnummer teilnehmer thema time title
    titel titolo titre título topic transcribed transcriber transcription transcript transkript
    transkription trascrizione transcripción version zeit
    """.split()  # noqa: SIM905
)
_DAY = re.compile(
    r"(?i)(?:jan|feb|mar|mär|apr|ma[iy]|jun|juin|jul|aug|sep|o[ck]t|nov|de[cz]|gen|mag|giu|lug|ago|set"
    r"|ott|dic|ene|abr|fév|avr|aoû|déc)\w*\.? \d"
)
_WEEKDAY = re.compile(
    r"(?i)(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:mon|diens|donners|frei|sams|sonn)tag\b|mittwoch\b|(?:lune|marte|mercole|giove|vener)dì\b"
    r"|(?:lun|mar|mercre|jeu|vendre|same)di\b|(?:lunes|martes|miércoles|jueves|viernes|domingo)\b"
)
_ONE_WORD = re.compile(r"[\w'’-]+")
_SENTENCE_END = re.compile(r"[.?!…:—–\-\"'”’»)\]}*]\s*$")
_GENDER = r"(?:[:*_/](?:in|innen))?"

STAMP = (
    rf"[\[(<#]?\s*(?:(\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}),?\s+)?({CLOCK})\s*([AaPp]\.?[Mm]\.?)?"
    rf"(?:\s*(?:-->|-|–|—|to|bis)\s*({CLOCK}))?(?:-\d)?\s*[\])>#]?"
)
"""A time or a pair of times in brackets or bare; groups: date, start, AM or PM, end."""

_COLON = re.compile(
    rf"({NAME}{_GENDER})(?:\s*(\([^():]{{1,40}}\)|\[[^\[\]:]{{1,40}}\]))?\s*"
    rf"(?:[,|–-]?\s*{STAMP})?\s*(?:(?<!\d)[:：]|[:：](?!\d))(?!//)\s*"
)
_BRACKETED = re.compile(rf"\[({NAME})\](?:\s*[:：]|(?<=\d\])(?=\s))\s*")


@dataclass(frozen=True, slots=True)
class Label:
    """What may be a label: its words, and what speaks for it."""

    name: str
    firm: bool = False
    """A time stands beside it, or nothing follows it on the line."""
    after_break: bool = True
    """It begins a new line on purpose, not because the line above was full."""
    timed: bool = False
    """A time stands beside it."""


def colon_label(text: str) -> re.Match[str] | None:
    """A label with a colon at the start of the text.

    Groups: the name, a remark in brackets, date, start, AM or PM, end; speech follows the match.
    """
    return _COLON.match(text)


def unbracketed(text: str) -> str:
    """The text with “Name: ” in place of “[Name]: ” or “[SPEAKER_00] ” at its start."""
    return _BRACKETED.sub(r"\1: ", text, count=1) if _BRACKETED.match(text) else text


def name_and_remark(name: str, beside: str | None) -> tuple[str, tuple[str, ...]]:
    """“Anna (crying)” is Anna with a remark, “Therapist (Anna)” a longer label."""
    if not beside:
        return name, ()
    inner = beside[1:-1].strip()
    if is_role(inner) or (inner[:1].isupper() and not split_remarks(beside)[1]):
        return f"{name} ({inner})", ()
    return name, (inner,) if inner else ()


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Labels with the same key are the same speaker: case, spaces and a last full stop aside."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split()).rstrip(". ")


def ends_sentence(line: str) -> bool:
    """Whether a new speaker could begin after this line (empty lines included)."""
    return not line.strip() or bool(_SENTENCE_END.search(line))


def is_about_the_file(name: str) -> bool:
    """Whether this word before a colon belongs to a heading: "Date", "Teilnehmer"."""
    words = name_key(name).split()
    return bool(words) and len(words) <= 3 and words[0] in _ABOUT_THE_FILE


def accepted(
    candidates: Iterable[Label],
    *,
    all_labelled: bool = False,
    speakers: Sequence[str] = (),
    others: int = 0,
) -> frozenset[str]:
    """The keys of those candidates that are labels.

    The names in ``speakers`` are. A role ("Therapist", "P") and what looks like a name is one when,
    at least once, it does not stand in the middle of speech that runs over lines. Any other words
    are one where they come ``OFTEN``, twice beside a time, or where without them only one would
    speak; words that begin sentences ("Well", "He said") must besides have their ``SHARE``. Where
    two speakers are established (``others`` counts those known by other signs), a name that comes
    once, beside no time, is speech. With ``all_labelled``, where every line may have a label, a
    capital letter or a word in lower case need not come again.
    """
    every = [label for label in candidates if label.name]
    counts = Counter(name_key(label.name) for label in every)
    named = _named(speakers, counts)
    found: dict[str, _Shape] = {}
    for label in every:
        shape = _shape(label, counts[name_key(label.name)], all_labelled)
        found[name_key(label.name)] = max(shape, found.get(name_key(label.name), _Shape.SPEECH))
    known = named | {key for key, shape in found.items() if shape is _Shape.LABEL}
    known |= {
        key
        for key, shape in found.items()
        if counts[key] >= OFTEN
        and (shape is _Shape.DOUBTFUL or (shape and counts[key] * SHARE >= len(every)))
    }
    likely = {k: x for k, x in found.items() if x >= _Shape.UNLIKELY and k not in known}
    if len(known) + others == 1 and likely:
        known |= {max(likely, key=lambda key: (likely[key] > _Shape.UNLIKELY, counts[key]))}
    if not known and not others:
        known |= {key for key in likely if counts[key] > 1 or all_labelled}
    return frozenset(known - _once(every, counts, known - named, others + len(named)))


def left_over(candidates: Iterable[Label], known: Collection[str]) -> bool:
    """Whether words before a colon come again that are no label, though at most one speaks."""
    counts = Counter(name_key(label.name) for label in candidates if label.name)
    return len(known) == 1 and any(n > 1 for key, n in counts.items() if key not in known)


def refuse_left_over() -> NoReturn:
    """Refuse a file in which ``left_over`` words would go silently into another's mouth."""
    refuse(
        "speakers",
        "only one speaker was found, though other words before a colon begin several lines",
        "Name both speakers (on the command line: --therapist NAME --patient NAME), or write"
        " “Therapist:” and “Patient:” before what they say",
    )


class _Shape(IntEnum):
    """How much words are like a label, by themselves."""

    SPEECH = 0
    SENTENCE = 1
    """Words that begin a sentence: “He said”."""
    UNLIKELY = 2
    """It comes but once, in the middle of broken lines or written unlike a name."""
    STARTER = 3
    """One word that begins sentences and may be a name: “Well”, “Ben”."""
    DOUBTFUL = 4
    """“Mira Novak”, “Marek's iPhone”, “marek@mail.com”."""
    LABEL = 5


def _shape(label: Label, count: int, all_labelled: bool) -> _Shape:
    name, again = label.name, all_labelled or count > 1
    in_place = label.firm or (label.after_break and not is_about_the_file(name))
    if is_role(name):
        certain = name[0].isupper() and (
            count > 1 or len(name) <= SHORT_ROLE or names_role(name, every=True)
        )
        return _Shape.LABEL if in_place or certain else _Shape.SPEECH
    if is_about_the_file(name) and not label.timed:
        return _Shape.SPEECH
    first = name.replace(",", " ").split()[0].casefold().strip(".'’")
    if not in_place and count < OFTEN:
        likely = looks_like_name(name, often=again, begins_sentences=True)
        return _Shape.UNLIKELY if likely or first not in _SENTENCE_STARTS else _Shape.SPEECH
    if (label.timed and count > 1) or looks_like_name(name, often=again):
        return _Shape.LABEL
    if looks_like_name(name, often=again, begins_sentences=True):
        return _Shape.STARTER if first == name.casefold() else _Shape.DOUBTFUL
    if first in _SENTENCE_STARTS or _WEEKDAY.match(name):
        return _Shape.SENTENCE if count > 1 else _Shape.SPEECH
    return _Shape.DOUBTFUL if label.firm or count > 1 else _Shape.UNLIKELY


def _named(speakers: Sequence[str], counts: Counter[str]) -> set[str]:
    """The keys that the caller's names mean: the same words, else the commonest that holds them."""
    named: set[str] = set()
    for speaker in speakers:
        key = name_key(speaker)
        words = set(key.split())
        longer = [k for k in counts if words and words <= set(k.split()) and len(k.split()) <= 5]
        if key in counts:
            named.add(key)
        elif longer:
            named.add(max(longer, key=lambda k: counts[k]))
    return named


def _once(
    every: Sequence[Label], counts: Counter[str], known: Collection[str], others: int
) -> set[str]:
    """Those of the known keys that come once, where two speakers are established without them."""
    firm = {name_key(label.name) for label in every if label.firm}
    firm |= {name_key(x.name) for x in every if names_role(x.name) or is_role(x.name)}
    words = {key: re.findall(r"\w+", key) for key in known}
    parts = {part for own in words.values() if len(own) > 1 for part in _parts(own)}
    once = {
        key
        for key in known
        if counts[key] == 1 and key not in firm and " ".join(words[key]) not in parts
    }
    return once if others + len(set(known) - once) > 1 else set()


def _parts(words: Sequence[str]) -> set[str]:
    """What a longer label may be cut down to: each word, or all but the first or last."""
    return {*words, " ".join(words[1:]), " ".join(words[:-1])}


def looks_like_name(name: str, *, often: bool = True, begins_sentences: bool = False) -> bool:
    """Whether these words could be a person's: few, capitalised, and no way to begin a sentence.

    A capital letter alone, and one word in lower case, pass where they stand ``often``. With
    ``begins_sentences`` capitalised words pass that also begin sentences ("Mira Novak") or are
    dates ("Jan 1").
    """
    words = name.replace(",", " ").split()
    if often and len(words) == 1 and len(name) == 1 and name.isupper():
        return True
    if not 1 <= len(words) <= 5 or _WEEKDAY.match(name):
        return False
    if _DAY.match(name) and not begins_sentences:
        return False
    initial = len(words) > 1 and _ABBREVIATION.fullmatch(words[0])
    if not initial and words[0].casefold().strip(".'’") in _SENTENCE_STARTS:
        if not begins_sentences:
            return False
    elif len(words) == 1 and often and _ONE_WORD.fullmatch(words[0]):
        return True
    if any(word.endswith(".") and not _ABBREVIATION.fullmatch(word) for word in words):
        return False
    return all(
        word[0].isupper() or word[0].isdigit() or word.casefold() in _LOWER_IN_NAMES
        for word in words
        if word[0].isalnum()
    ) and (not begins_sentences or name[0].isupper())
