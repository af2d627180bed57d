"""The page on the exchange: what is written by hand, the lists from what the code itself uses."""

from __future__ import annotations

from collections.abc import Iterator

from wemode.formats.fhir import EXTENSIONS, LOST, NOT_TAKEN
from wemode.formats.tidy import TABLES

EXCHANGE = """\
# Exchange: FHIR R4 and tidy tables

*The lists and the data dictionary are generated from `formats/fhir/` and `formats/tidy/`.*

`wemode exchange export CODE --fhir FILE` writes a case as one FHIR R4 Bundle, `--tables FOLDER` as
CSV or, with `--parquet`, as Parquet. `wemode exchange import FILE --case CODE` takes a Bundle into
a case. Exporting is the therapist's right alone, and each export has an entry in the audit log.

What is written is **not encrypted**, and it is **not anonymous**. The code name stands in place of
the name, but words of the patient stand in it as they were said: goals, diary lines, life events.
Who hands it on must know what those words tell; how often the first name stands in them is told
with the export. Own notes and own states never go.

## FHIR

A Bundle of type `collection`:

| resource | what it is |
|---|---|
| Patient | the code name of the case, nothing else |
| Questionnaire | a questionnaire that was answered: licence, choices by number; or the diary |
| QuestionnaireResponse | a filled-in form: raw answers, when, `completed` or `in-progress` |
| Observation | a score (LOINC where it has a code); an answer of the diary; a mark of a goal |
| Goal | a goal in the patient's words, its five levels as targets, how far it is reached |
| CarePlan | the version of the contract that stands, its goals, its tasks as activities |

A choice bears its number as `ordinalValue`; questionnaires, items, choices and scores bear their
LOINC code where they have one. Words of a questionnaire go only where its licence lets them be
passed on. Of the others the items go with their names alone, also where the practice has brought
the words.

`achievementStatus` stands on the goals that an agreed contract works on, by their last mark:
`achieved` from level 0 on, the level the two expect; below it `improving`, `no-change` or
`worsening` against the level at which the goal began; `in-progress` where nobody marked it. A goal
that rests is `on-hold`, one of the patient's own `accepted`. An agreed version is an `active`
`plan`, one not yet agreed a `draft` `proposal`.

R4 (4.0.1) and R4B (4.3.0) have the same elements in these resources. Exports are tested against the
R4B models of `fhir.resources`; imports are checked with them, and with the required codes of R4,
which those models do not check.

```python
>>> from datetime import UTC, datetime
>>> from wemode.catalogue.instruments import instruments
>>> from wemode.domain import AnswerSheet
>>> from wemode.formats.fhir import Outgoing, bundle, bundle_bytes, read_bundle
>>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
>>> sheet = AnswerSheet("gad7", 1, {"q1": 2, "q2": 0}, noon, noon)
>>> case = Outgoing("K-01", "any text", instruments(), sheets={"a1": sheet})
>>> [entry["resource"]["resourceType"] for entry in bundle(case, noon)["entry"]]
['Patient', 'Questionnaire', 'QuestionnaireResponse']
>>> read_bundle(bundle_bytes(case, noon), instruments()).sheets == (sheet,)
True

```

The names of our own code systems begin with `urn:wemode:`. They are names, not addresses, and the
namespace is not registered. What R4 has no element for stands in extensions:
"""

IMPORT = """
## Taking a Bundle in

All of it is taken or nothing, and whatever is left out is told with its reason. Read are Bundles of
type `collection` and `searchset` up to 64 MiB, of one patient. Refused, with the place and how to
mend it: what is no JSON, no Bundle, no FHIR; codes that are not in the lists of FHIR; answers that
cannot be chosen; two resources of one name; resources of a second patient; a Bundle that bears
another case's code name, unless that name is given with `--of`.

- **Forms.** A questionnaire is known by our name and version, or by its LOINC code; its answers by
  our code, by LOINC, by `ordinalValue`, or as whole numbers. One that is not known is taken as a
  questionnaire of the practice's own where it is whole: title, licence (`copyright`), words,
  choices with numbers. It has no scores then, because a Questionnaire does not say how they are
  computed. A risk item that was endorsed elsewhere asks for a response here as well.
- **Diary.** Observations of our own code system; the plan comes with them where the case has none.
- **Contract.** Goals and one CarePlan become a draft, never more: what was agreed elsewhere is
  agreed here by the two or not at all. Plans and goals of other programs are read as far as they
  have words; a task needs a goal.

What a Bundle holds and is not taken up again:
"""

TABLES_HEAD = """
## Tidy tables

One row is one observation, one column one variable. UTF-8; dates as 2026-03-02, times in UTC;
missing is empty. What was struck out is left out; of a form, a day, a check-in the last writing
counts. A table without rows is written with its columns. `dictionary` holds this list. Transcripts,
episodes, patterns, responses to risk items, own notes and own states are in no table.

```python
>>> from wemode.domain import Case
>>> from wemode.formats.tidy import TABLES, rows_of
>>> set(rows_of("K-01", Case(), ())) == {table.name for table in TABLES}
True

```

A spreadsheet may take a line that begins with = for a formula: read CSV as text, or use Parquet.
"""


def exchange_page() -> str:
    """The page, whole."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield EXCHANGE
    yield "| extension | where and what |\n|---|---|"
    yield from (f"| `{name}` | {meaning} |" for name, meaning in EXTENSIONS.items())
    yield "\nWhat a Bundle does not hold:\n"
    yield from (f"- {one.what}: {one.why}" for one in LOST)
    yield IMPORT
    yield from (f"- {one.what}: {one.why}" for one in NOT_TAKEN)
    yield TABLES_HEAD.rstrip()
    for table in TABLES:
        yield f"\n### `{table.name}`\n\nOne row is one {table.of}.\n"
        yield "| column | type | unit | meaning |\n|---|---|---|---|"
        for one in table.columns:
            yield f"| `{one.name}` | {one.kind.value} | {one.unit} | {one.meaning} |"
