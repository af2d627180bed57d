"""Which words at the start of a line are a speaker's label, and which are speech with a colon."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from wemode.formats.role_words import is_role
from wemode.formats.times import CLOCK

NAME = r"[^\W\d_][^:\t\[\](){}<>|#*\"“”„«»?!;]{0,48}?"
"""Shape of a label, as a regular expression without groups."""

OFTEN = 4
"""A name that begins so many lines is a label wherever it stands."""

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
_DATE = re.compile(
    r"(?i)(?:jan|feb|mar|mär|apr|ma[iy]|jun|juin|jul|aug|sep|o[ck]t|nov|de[cz]|gen|mag|giu|lug|ago|set"
    r"|ott|dic|ene|abr|fév|avr|aoû|déc)\w*\.? \d|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag\b|mittwoch\b|(?:lune|marte|mercole|giove|vener)dì\b"
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


@dataclass(frozen=True, slots=True)
class Label:
    """What may be a label: its words, and what speaks for it."""

    name: str
    firm: bool = False
    """A time stands beside it, or nothing follows it on the line."""
    after_break: bool = True
    """It begins a new line on purpose, not because the line above was full."""


def colon_label(text: str) -> re.Match[str] | None:
    """A label with a colon at the start of the text.

    Groups: the name, a remark in brackets, date, start, AM or PM, end; speech follows the match.
    """
    return _COLON.match(text)


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


def accepted(candidates: Iterable[Label], *, all_labelled: bool = False) -> frozenset[str]:
    """The keys of those candidates that are labels.

    What stands beside a time is one. A role ("Therapist", "P") and what looks like a name is one
    when, at least once, it does not stand in the middle of speech that runs over lines. Words that
    begin sentences ("Well:", "Ben:") are one only where they come ``OFTEN``, or where the file has
    but one speaker without them. Where every line may have a label (``all_labelled``), a capital
    letter or a word in lower case need not come again.
    """
    every = list(candidates)
    counts = Counter(name_key(label.name) for label in every)
    known: set[str] = set()
    doubtful: Counter[str] = Counter()
    for label in every:
        key = name_key(label.name)
        often = all_labelled or counts[key] > 1
        in_place = label.firm or (label.after_break and not is_about_the_file(label.name))
        sure = label.name[0].isupper() and (counts[key] > 1 or len(label.name) <= SHORT_ROLE)
        if is_role(label.name):
            known |= {key} if in_place or sure else set()
        elif in_place and looks_like_name(label.name, often=often):
            known.add(key)
        elif in_place and looks_like_name(label.name, often=often, begins_sentences=True):
            doubtful[key] += 1
    known |= {key for key in doubtful if counts[key] >= OFTEN}
    if len(known) == 1 and doubtful.keys() - known:
        known |= {max(doubtful.keys() - known, key=lambda key: counts[key])}
    return frozenset(known)


def looks_like_name(name: str, *, often: bool = True, begins_sentences: bool = False) -> bool:
    """Whether these words could be a person's: few, capitalised, and no way to begin a sentence.

    A capital letter alone, and one word in lower case, pass where they stand ``often``. With
    ``begins_sentences`` a capitalised word passes that is also a way to begin a sentence.
    """
    words = name.replace(",", " ").split()
    if often and len(words) == 1 and len(name) == 1 and name.isupper():
        return True
    if not 1 <= len(words) <= 5 or _DATE.match(name):
        return False
    initial = len(words) > 1 and _ABBREVIATION.fullmatch(words[0])
    if not initial and words[0].casefold().strip(".'’") in _SENTENCE_STARTS:
        return begins_sentences and len(words) == 1 and name[0].isupper()
    if len(words) == 1 and often and _ONE_WORD.fullmatch(words[0]):
        return True
    if any(word.endswith(".") and not _ABBREVIATION.fullmatch(word) for word in words):
        return False
    return all(
        word[0].isupper() or word[0].isdigit() or word.casefold() in _LOWER_IN_NAMES
        for word in words
        if word[0].isalnum()
    )
