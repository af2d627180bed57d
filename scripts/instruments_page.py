"""The page on instruments: what is written by hand, tables from their files, worked examples."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from wemode.catalogue.instruments import instruments
from wemode.catalogue.levels import levels
from wemode.domain import Instrument, Subscale
from wemode.report.instrument import constants, missing_rule, words_shipped

VECTORS = Path(__file__).resolve().parent.parent / "tests/golden/instruments"

INSTRUMENTS = """\
# Instruments

*The tables are generated from `catalogue/instruments/*.toml` and `tests/golden/instruments/*.toml`;
`wemode instrument list` and `wemode instrument show ID` print them too.*

An instrument is one file: items, answers, how they are scored, what the scores may be held against,
and under which licence the words stand. Answers are kept raw, as they were chosen.

## How it is scored

A reversed answer counts as lowest + highest − raw; a recoding comes after that; the score is the
sum or the mean. Every score says how many answers it rests on. Where answers are missing there is
no score, unless a study or manual lets the mean of those given stand for them; never with fewer
than 80 % answered; never from an empty form.

```python
>>> from wemode.catalogue.instruments import instruments
>>> from wemode.analysis.scoring import score, score_many
>>> core = instruments()["core10"]
>>> answers = dict(q1=3, q2=1, q3=2, q4=2, q5=1, q6=0, q7=4, q8=2, q9=3)
>>> score(core, answers | {"q10": 1})
(Score(subscale='total', value=21.0, answered=10, of=10, band='moderate to severe'),)
>>> [(one.value, one.answered) for one in score(core, {"q1": 3})]
[(None, 1)]
>>> score_many(instruments()["gad7"], [[1, 2, 3, 0, 2, 1, 1], [0] * 7]).values.tolist()
[[10.0], [0.0]]

```

A table (pandas, polars) whose columns bear the names of the items is read by these names, in
whatever order they stand; of a plain array the order counts.

Where Wemode differs from a peer: CamCOPS scores an empty CORE-10 as 0 and one with a single answer
in full; here neither has a score.

A constant stands here only where a source was at hand that says it, and the source stands beside
it. Where there is none the page says “no published basis”, and no verdict is spoken.

## Risk items

PHQ-9 item 9 and CORE-10 item 6 ask for a response of the clinician from 1 on. Each answer stays
open until what was done is written down; one that the patient changed afterwards stays open too. No
level of risk is computed and nothing is ranked.

```python
>>> from wemode.analysis.risk import endorsed
>>> endorsed(instruments()["phq9"], {"q9": 1})
('q9',)

```

## Words and licences

Words of a form are packed only under a licence that lets them be passed on: public domain, CC BY,
CC BY-ND. Those of the CORE-10 stand verbatim under CC BY-ND 4.0, in a file of their own with its
licence beside it (`core10-LICENSE.txt`), and may not be altered or translated: a single altered
character stops the build. They and the words of PHQ-9, GAD-7 and PHQ-15 were compared with the
copies in CamCOPS, not with the publishers’ own sheets.

A check run as a test refuses a packed file that holds words without such a licence, and any words
in one marked `ships_text = false`. A second one looks through every file of the package, comments
and pages too, for the six forms to be brought and the WHO-5: of those it has fingerprints, hashes
of six words in a row, and never the words (`scripts/withheld_words.py`). The fingerprints were made
from memory, so it sees a form and not every sentence of it. Neither sees whether a licence that a
file names is the true one, nor words of a form of which there is no fingerprint.

## Bring your own

For instruments marked *bring your own* the file holds only what is scored and how. If you hold a
licence or permission:

1. `wemode instrument template wai_sr > wai_sr.toml` prints a file to fill in.
2. Fill in the words from your own copy, and under `held` what lets you use them.
3. `wemode instrument check wai_sr.toml` says all that is wrong with it at once.
4. `wemode instrument keep wai_sr.toml` puts it into the case file. From then on it can be planned
   on the page *Measures* of every case. `instrument kept` lists what you have brought, `instrument
   forget wai_sr` takes it out again where no patient answered it.

Write a `version` of your own only where new words make the answers another measure: answers of one
version are never set beside those of another.

Where the key was not found (ETMCQ, B-PNI) the answers are kept and no score is made. Whoever has
the key at hand may add scores with the same kind of file; if one of the ETMCQ is called `trust`,
guidance reads it.

A whole instrument of your own, or a translation, is a file like ours under an id of its own:

```toml
id = "evenings"
version = 1
title = "Evenings with others"
short = "Evenings"
source = "Written by the practice"
stem = "In the last week:"
recall = "the last week"
scale = [
    { value = 0, label = "never" },
    { value = 1, label = "once or twice" },
    { value = 2, label = "more often" },
]

[licence]
id = "own"
statement = "Our own words."
source = "The practice"

[[items]]
id = "q1"
text = "I spent an evening with somebody."

[[items]]
id = "q2"
text = "I left before I wanted to."

[[items]]
id = "q3"
text = "I thought of hurting myself."
risk_from = 1             # from this answer on it asks for a response

[[subscales]]
id = "total"
title = "Evenings"
items = ["q1", "q2"]
reversed = ["q2"]         # counts as lowest + highest − raw
method = "sum"            # or "mean"
better = "higher"         # or "lower", "neither"
lowest = 0                # what the answers can give; checked
highest = 4
level = "relations"       # or "symptoms", "structure"; may be left out
```

A score may also hold `recode` (raw answer to value), `missing = "prorate"` with `least` and
`missing_source`, and constants, each with its `source`: `[[subscales.norms]]` (`population`,
`mean`, `sd`, `n`, `functional`), `[[subscales.reliability]]` (`kind`, `value`),
`[[subscales.cutoffs]]` (`value`, `label`), `[subscales.reliable_change]` (`difference`,
`confidence`), `[[subscales.bands]]` (`lowest`, `label`). An item may have `choices` of its own.
`personal = true` takes each patient’s own items and has none; its score is a mean, and two fillings
that asked about other items are never held against each other.

From Python: `read_instrument(path)` and `own_instrument(document)` in
`wemode.catalogue.instruments`.

## Not a form

*Goal attainment* is marked on the goals of the contract and scored by
`wemode.analysis.goals.attainment_t`; it is listed here and never asked as a form. Nor is the
*check-in* after a session: its prompts are our own and not validated, each of the two answers them,
and no score is made of them ([understanding](formulation.md)).
"""


def instruments_page() -> str:
    """The instruments, their scores and worked examples, as a page."""
    return "\n".join(_instruments()) + "\n"


def _instruments() -> Iterator[str]:
    yield INSTRUMENTS
    yield "## The instruments\n"
    yield "| id | instrument | items | answers | scores | level | words |"
    yield "|---|---|---:|---|---|---|---|"
    for one in instruments().values():
        scores = ", ".join(f"`{score.id}`" for score in one.subscales) or "none"
        level = ", ".join(dict.fromkeys(s.level.value for s in one.subscales if s.level)) or "–"
        yield (
            f"| `{one.id}` | {one.short} | {len(one.items) or 'own'} | {_ends(one)} | {scores} "
            f"| {level} | {words_shipped(one)} |"
        )
    for one in instruments().values():
        yield from _instrument(one)
    yield from _levels()


def _ends(one: Instrument) -> str:
    values = [choice.value for choice in one.scale]
    return f"{min(values)} to {max(values)}"


def _instrument(one: Instrument) -> Iterator[str]:
    yield f"\n### {one.title} (`{one.id}`)\n"
    yield f"{one.source}."
    yield f"\nLicence: {one.licence.id}. {one.licence.statement} [{one.licence.source}]"
    if one.caution:
        yield f"\n{one.caution}"
    if one.recall:
        yield f"\nAsks about {one.recall}."
    if one.risk_items:
        listed = ", ".join(f"{item.id} from {item.risk_from} on" for item in one.risk_items)
        yield f"\nAsks for a response: {listed}."
    codes = [f"form {one.loinc}"] if one.loinc else []
    codes += [f"`{score.id}` {score.loinc}" for score in one.subscales if score.loinc]
    if codes:
        yield f"\nLOINC: {', '.join(codes)}."
    if one.subscales:
        yield ""
    for score in one.subscales:
        yield from _scale_lines(score)
    yield from _worked(one.id)


def _scale_lines(one: Subscale) -> Iterator[str]:
    items = ", ".join(f"{id}r" if id in one.reversed else id for id in one.items) or "all own items"
    better = {"lower": "lower is better", "higher": "higher is better"}
    way = better.get(one.better.value, "neither way is better")
    range_ = f"{one.lowest:g} to {one.highest:g}"
    yield f"- `{one.id}` **{one.title}**: {one.method.value} of {items}; {range_}, {way}."
    yield f"  Scored {missing_rule(one)}."
    if one.recode:
        yield "  Recoded: " + ", ".join(f"{a} → {b:g}" for a, b in one.recode.items()) + "."
    if one.caution:
        yield f"  {one.caution}"
    yield from (f"  - {text}" for text in constants(one))


def _worked(id: str) -> Iterator[str]:
    """The golden vectors of an instrument, which are run as tests."""
    path = VECTORS / f"{id}.toml"
    if not path.exists():
        return
    yield "\n| worked by hand | answers | scores |\n|---|---|---|"
    for one in tomllib.loads(path.read_text(encoding="utf-8"))["vector"]:
        scores = [f"`{name}` {round(value, 4):g}" for name, value in one["scores"].items()]
        worked = f" ({one['worked']})" if "worked" in one else ""
        yield f"| {one['name']} | {one['answers']} | {', '.join(scores) or 'none'}{worked} |"


def _levels() -> Iterator[str]:
    yield "\n## What speaks to which level of change\n"
    yield "From `catalogue/levels.toml`. Set by this project, not validated, and without direction."
    for one in levels().values():
        yield f"\n**{one.label}** (to the patient: “{one.plain}”). {one.definition}\n"
        scores = [
            f"`{form.id}`"
            for form in instruments().values()
            if any(score.level is one.level for score in form.subscales)
        ]
        yield f"- Instruments: {', '.join(scores)}"
        yield f"- Motives of goals: {', '.join(f'`{name}`' for name in one.motives)}"
        yield f"- Codes: {', '.join(f'`{name}`' for name in one.codes)}"
        yield f"- Slots of an episode: {', '.join(slot.value for slot in one.slots)}"
        yield f"- Facts: {', '.join(f'`{name}`' for name in one.facts)}"
