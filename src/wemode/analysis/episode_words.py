"""What the words of a telling say of when, where, who, and who did what (English).

Read by form alone, from the patient's own words; what is found is offered, a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wemode.analysis.sentences import cost_weight, sentences, trimmed, wish_weight
from wemode.domain.limits import LINE

_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_PARTS = r"(?:morning|afternoon|evening|night|lunchtime|midday|noon|midnight)"
_SMALL = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|\d{1,2})"
)
_WHEN = re.compile(
    rf"""\b(?:
    (?:(?:on|since|till|until|by|every|the|this|last)\s+){{0,3}}{_DAYS}s?
        (?:\s+(?:{_PARTS}|before\s+last|after\s+\w+|before\s+\w+))?
    | yesterday(?:\s+{_PARTS})? | last\s+(?:night|week|month|year|summer|winter|spring|autumn|time)
    | this\s+(?:morning|afternoon|evening|week) | the\s+(?:other|next|day\s+before)\s+\w+
    | (?:in|since|last|this)\s+{_MONTHS}
    | (?:a\s+few|a\s+couple\s+of|{_SMALL}|some)\s+(?:days?|weeks?|months?|years?)\s+(?:ago|back)
    | (?:at\s+)?(?:half\s+past|quarter\s+(?:to|past))\s+{_SMALL}
        (?:\s+(?:at\s+night|in\s+the\s+{_PARTS}))?
    | at\s+(?:about\s+|around\s+)?{_SMALL}
        (?:\s+o'clock|\s+at\s+night|\s+in\s+the\s+{_PARTS})?(?=[\s,.;!?]|$)
    | (?:at|before|after|over)\s+(?:christmas|easter|new\s+year|breakfast|lunch|dinner|supper)
    | when\s+i\s+was\s+(?:about\s+)?(?:{_SMALL}|little|small|a\s+(?:boy|girl|child|kid))
    | i(?:'m|\s+was|\s+am)\s+(?:about\s+)?(?:five|six|seven|eight|nine|ten|eleven|twelve|thirteen|
        fourteen|fifteen|sixteen|seventeen)(?=[\s,.;!?]|$)
    | as\s+a\s+(?:boy|girl|child|kid)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_EARLY = re.compile(
    rf"""\bwhen\s+i\s+was\s+(?:about\s+)?(?:{_SMALL}|little|small|a\s+(?:boy|girl|child|kid))\b
    |\bi(?:'m|\s+was|\s+am)\s+(?:about\s+)?(?:five|six|seven|eight|nine|ten|eleven|twelve|thirteen|
        fourteen|fifteen|sixteen|seventeen)(?=[,.;!?]|$)
    |\bas\s+a\s+(?:boy|girl|child|kid)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PLACES = (
    r"(?:kitchen|table|stairs|staircase|workshop|garage|car|van|bus|train|tram|taxi|plane|office|"
    r"school|class|classroom|canteen|gym|bed|bedroom|bathroom|hallway|hall|corridor|house|flat|"
    r"garden|shed|restaurant|café|cafe|bar|pub|shop|supermarket|street|station|platform|church|"
    r"hospital|ward|clinic|sofa|couch|armchair|doorway|door|cellar|attic|room|meeting|party|"
    r"wedding|funeral|sink|stove|desk|balcony|terrace|beach|park|motorway|wings|stage|lift|studio|"
    r"theatre|lobby|reception|practice|surgery|yard|pool|club|pitch|site|lab|library|market|"
    r"playground|court|hotel|corner|counter|landing|porch|drive|queue|bench|bathtub|bath)"
)
_WHERE = re.compile(
    rf"""\b(?:
    (?:at|in|on|by|under|from|outside|inside|behind|round)\s+(?:the|my|our|his|her|their|a|an)\s+
        (?:\w+\s+){{0,2}}?{_PLACES}(?:\s+{_PLACES})?
    | at\s+(?:home|work|school|church|university|(?:my|his|her|our)\s+\w+'s)
    | in\s+(?:bed|town|hospital|church|class)
    )\b(?!['’]s)""",
    re.IGNORECASE | re.VERBOSE,
)
_KIN = (
    r"(?:wife|husband|partner|girlfriend|boyfriend|ex|mother|mum|mom|father|dad|parents|brother|"
    r"sister|son|daughter|kids?|children|uncle|aunt|cousin|grandmother|grandfather|grandma|"
    r"grandpa|mother-in-law|father-in-law|brother-in-law|sister-in-law|boss|manager|director|"
    r"colleagues?|assistant|partner|friends?|neighbour|teacher|coach|professor|supervisor|"
    r"landlord|doctor|client|customer|team|flatmate|trainee|intern|student|foreman|chef|editor)"
)
_WHO = re.compile(
    rf"""\b(?:(?:my|our|his|her|the)\s+(?:old\s+|ex-|little\s+|big\s+|older\s+|younger\s+|new\s+)?
    {_KIN}|mum|mom|dad|mother|father)\b(?!['’]s\b)|\bthe\s+old\s+man\b""",
    re.IGNORECASE | re.VERBOSE,
)
# A name in the middle of a sentence, or anywhere where it speaks or acts.
_NAME = re.compile(
    r"""(?:(?<=[a-z]\s)|(?<=[a-z]\s["“]))[A-Z][a-zà-ÿ]{2,}(?=\b(?!['’](?:m|re|ll)\b))
    |\b[A-Z][a-zà-ÿ]{2,}(?=
        ['’]s\s(?:on|in|at|been|got|gone|not)\b
        |\s(?:says?|said|asks?|asked|comes?|came|goes|went|looks?|looked|laughs?|laughed|tells?|
            told|walks?|walked|sends?|sent|calls?|called|rings?|rang|had|was|is|stands|stood|sits|
            sat|got|gets)\b)""",
    re.VERBOSE,
)
_NO_NAME = re.compile(
    rf"""(?:{_DAYS}s?|{_MONTHS}|christmas|easter|god|jesus|christ|english|french|german|italian|
    the|and|but|nor|or|so|then|here|if|as|we|it|she|they|there|that|this|what|when|where|who|you|
    your|our|his|her|its|yes|no|not|nobody|nothing|everybody|everyone|everything|somebody|someone|
    something|because|just|like|well|okay|instagram|facebook|linkedin|whatsapp|google|zoom|excel)\Z""",
    re.IGNORECASE | re.VERBOSE,
)
# What follows one of these is a thing, or somebody who is called to.
_NO_PERSON = frozenset({"the", "a", "an", "old", "new", "oh", "dear", "hey", "hi", "hello"})
_ACTS = (
    r"(?:say|ask|tell|laugh|look|come|go|walk|turn|give|take|put|call|ring|send|write|stand|sit|"
    r"shout|smile|leave|open|close|shut|stop|start|hit|push|pull|pick|drop|throw|slam|answer|reply|"
    r"nod|shrug|roll|lean|play|stare|interrupt|cut|cancel|hug|kiss|touch|cry|announce|introduce|"
    r"invite|ignore|correct|pass|hand|hang|text|post|read|move)"
)
_PAST = (
    r"(?:said|asked|told|laughed|looked|came|went|walked|turned|gave|took|put|called|rang|sent|wrote|"
    r"stood|sat|shouted|smiled|left|opened|closed|shut|stopped|started|hit|pushed|pulled|picked|"
    r"dropped|threw|slammed|answered|replied|nodded|shrugged|rolled|leaned|leant|played|stared|"
    r"interrupted|cut|cancelled|hugged|kissed|touched|cried|announced|introduced|invited|ignored|"
    r"corrected|passed|handed|hung|texted|posted|read|moved|drove|ran|stayed|packed|carried|"
    r"swept|made|did|let|kept|cleaned|deleted|paid|bought|ate|drank|swallowed|planed|snapped)"
)
_NO_SUBJECT = (
    r"(?:And|But|Nor|Or|So|Then|Just|Not|We|You|It|That|This|What|When|If|As|Never|Only|Even)\b"
)
_OTHER_DID = re.compile(
    rf"""\b(?:[Ss]he|[Hh]e|[Tt]hey|who|{_KIN}|(?!{_NO_SUBJECT})[A-Z][a-zà-ÿ]+)
    (?:['’]s|\s+(?:then|just|never|only|also|even|has|had|was|is|doesn't|didn't|don't|won't|wouldn't|
        all))*
    \s+(?:{_ACTS}(?:s|es|ing)?|{_PAST}|goes|says)\b""",
    re.VERBOSE,
)
_I_DID = re.compile(
    rf"""\b[Ii](?:\s+(?:just|then|only|also|even|almost|simply|never|didn't|don't))*\s+
    (?:{_PAST}|{_ACTS})\b(?!\s+(?:that\s+)?(?:it|him|her)?\s*(?:was|felt)\b)""",
    re.VERBOSE,
)
_I_WISHED = re.compile(
    r"\bI(?:['’]d|\s+had)?\s+(?:only\s+)?(?:wanted|hoped|wished|longed|was\s+hoping)\b",
    re.IGNORECASE,
)
_I_THOUGHT = re.compile(
    r"\bI(?:['’]d|\s+had)?\s+(?:just\s+)?(?:thought|figured|told\s+myself|knew)\b|\bI(?:['’]m|\s+was)"
    r"\s+thinking\b|\bI\s+think,",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"""\b(?:tight\w*|warm\w*|chest|throat|stomach|belly|ears?|neck|jaw|shoulders?|heart|head|face|
    cheeks|heavy|shak\w+|trembl\w+|sweat\w*|wet|goes\ hard|can't\ breathe|breath\w*|
    felt|feel\w*)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_OWN = re.compile(r"\b(?:i|me|my|myself)\b", re.IGNORECASE)
_I_AM = re.compile(r"\bI(?:['’](?:m|ve)|\s+am|\s+was|\s+have)\b")
_QUOTED = re.compile(r"[\"“”„]")


def times(texts: Iterable[str]) -> str:
    """The phrases that say when, at most two."""
    return _phrases(_WHEN, texts, 2)


def places(texts: Iterable[str]) -> str:
    """The phrases that say where, at most two."""
    return _phrases(_WHERE, texts, 2)


def persons(texts: Iterable[str]) -> str:
    """Who else is in it: names and kin, at most four."""
    found: list[tuple[int, int, str]] = []
    for place, text in enumerate(texts):
        found += [(place, one.start(), one.group()) for one in _WHO.finditer(text)]
        found += [(place, at, name) for at, name in _names(text)]
    return _joined((words for _, _, words in sorted(found)), 4)


def _names(text: str) -> Iterator[tuple[int, str]]:
    """Names with their place; what has an article is a thing, what follows "oh" is called to."""
    for one in _NAME.finditer(text):
        before = next(iter(text[: one.start()].rsplit(None, 1)[-1:]), "")
        is_part = before[:1].isupper() and before.isalpha() and not _NO_NAME.match(before)
        if not _NO_NAME.match(one.group()) and before not in _NO_PERSON and not is_part:
            yield one.start(), one.group()


def is_early(texts: Iterable[str]) -> bool:
    """Whether a telling speaks of the teller as a child."""
    return any(_EARLY.search(text) for text in texts)


def others_act(text: str) -> str:
    """The sentence in which the other does or says something, the last one with words quoted."""
    found = [one for one in sentences(text) if _OTHER_DID.search(one) and not _leads_with_i(one)]
    quoted = [one for one in found if _QUOTED.search(one)]
    chosen = quoted or found
    return line(chosen[-1]) if chosen else ""


def own_act(text: str, after: str = "") -> str:
    """What the teller does: the first such sentence behind ``after``, else the last there is.

    ``after`` is what the other did, as ``others_act`` gave it. A second sentence that goes on with
    it at once is taken along.
    """
    all_of = sentences(text)
    found = [at for at, one in enumerate(all_of) if _I_DID.search(one) and line(one) != after]
    found = [at for at in found if _leads_with_i(all_of[at])] or found
    if not found:
        return ""
    behind = [at for at, one in enumerate(all_of) if after and line(one) == after]
    later = [at for at in found if behind and at > behind[-1]]
    at = later[0] if later else found[-1]
    both = " ".join(all_of[at : at + 2])
    return line(both if at + 1 in found and len(both) < LINE else all_of[at])


def line(sentence: str) -> str:
    """A sentence as a line of its own: lead-in left out, quotation marks whole."""
    cut = trimmed(sentence)
    is_torn = cut.count('"') % 2 == 1 and not cut.startswith('"') and len(cut) < LINE
    return f'{cut}"' if is_torn else cut


def wish_of(sentence: str) -> float:
    """How much a sentence reads like a wish told: "That she sits down with me."."""
    return wish_weight(sentence) + bool(
        re.match(r"(?:that|to)\b", trimmed(sentence), re.IGNORECASE)
    )


def feeling_of(sentence: str) -> float:
    """How much a sentence speaks of a feeling or of the body: 2 or more where it does."""
    return cost_weight(sentence) + 2 * bool(_BODY.search(sentence))


def is_own(sentence: str) -> bool:
    """Whether the teller speaks of him- or herself."""
    return bool(_OWN.search(sentence))


def says_what_i_am(sentence: str) -> bool:
    """Whether a sentence says what the teller is, was or has done."""
    return bool(_I_AM.search(sentence))


def wished(text: str) -> str:
    """The sentence that tells a wish of then, empty where none does."""
    return _first(_I_WISHED, text)


def thought(text: str) -> str:
    """The sentence that tells a thought of then, empty where none does."""
    return _first(_I_THOUGHT, text)


def _leads_with_i(sentence: str) -> bool:
    return trimmed(sentence).startswith(("I ", "I'", "I’"))


def _first(pattern: re.Pattern[str], text: str) -> str:
    return next((line(one) for one in sentences(text) if pattern.search(one)), "")


def _phrases(pattern: re.Pattern[str], texts: Iterable[str], most: int) -> str:
    return _joined((one.group() for text in texts for one in pattern.finditer(text)), most)


def _joined(found: Iterable[str], most: int) -> str:
    """The first few phrases, none that stands within an earlier one, the first capitalised."""
    kept: list[str] = []
    for words in (" ".join(one.split()) for one in found):
        if not any(words.casefold() in one.casefold() for one in kept):
            kept.append(words)
    joined = ", ".join(kept[:most])[:LINE]
    return joined[:1].upper() + joined[1:]
