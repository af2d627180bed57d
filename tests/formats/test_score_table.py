"""Columns of scores from a table: how it is cut, what is missing, what is refused."""

from __future__ import annotations

import math

import pytest

from wemode.errors import BadFile
from wemode.formats.score_table import read_scores


def columns(text: str, *names: str) -> list[tuple[float, ...]]:
    found = read_scores(text.encode(), names or ("pre", "post")).columns
    return [found[name] for name in names or ("pre", "post")]


@pytest.mark.parametrize(
    "text",
    [
        "who,pre,post\na,24.5,8\nb,20,9\n",
        "\ufeffwho;pre;post\r\na;24,5;8\r\nb;20;9\r\n",
        "who\tpre\tpost\na\t24.5\t8\nb\t20\t9",
        'post,"pre",who\n8,"24.5","a, b"\n9,20,c\n',
        " pre ,post\n 24.5 , 8 \n20,9\n",
        '"who";"pre";"post"\n"a, b";"24,5";8\nc;20;9;\n',
        "\npre,post\n24.5,8\n\n,\n20,9\n",
    ],
)
def test_however_it_is_cut(text: str) -> None:
    assert columns(text) == [(24.5, 20), (8, 9)]


def test_a_missing_score_is_nan_and_the_row_keeps_its_place() -> None:
    pre, post = columns("pre,post\n1,NA\n,2\n3\nnan,.\n5,6\n")
    assert [math.isnan(score) for score in pre] == [False, True, False, True, False]
    assert [math.isnan(score) for score in post] == [True, False, True, True, False]


def test_lines_are_those_of_the_file() -> None:
    text = 'pre,post,note\n1,2,"two\nlines"\n\n3,4,\n'
    assert read_scores(text.encode(), ("pre", "post")).lines == (3, 5)


def test_one_column_may_be_asked_for_twice() -> None:
    assert columns("pre\n1\n2\n", "pre", "pre") == [(1, 2), (1, 2)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the first row holds none"),
        (b"24,8\n20,9\n", "the first row holds none"),
        (b"Anna Example,24\n", "the first row holds none"),
        (b"who,pre\na,1\n", "there is no column post. Name one of these: who, pre"),
        (b"pre,post,post\n1,2,3\n", "post is there twice"),
        (b"pre,post\n1,2\n3,Anna\nmany,inf\n", "line 3, column post: this is no number"),
        ("pre,post\n".encode("utf-16"), "not UTF-8"),
        (b"PK\x03\x04\xff\xfe", "not UTF-8"),
        (b"pre,post\n1," + b"2" * 200_000, "this is no table"),
        (b"pre,post\n", "table: it has no rows"),
        (b"who,pre,post\nb,1,2\na,24,5,8\n", "line 3: it has 4 cells where there are 3 headings"),
        (b'pre,post,note\n1,2,"Anna\n3,4,\n', "a quotation mark is not closed"),
        (b'"pre\n,post\n1,2\nAnna,3', "the first row holds none"),
    ],
)
def test_what_is_refused_and_why(data: bytes, says: str) -> None:
    with pytest.raises(BadFile) as error:
        read_scores(data, ("pre", "post"))
    assert says in str(error.value)
    assert "Anna" not in str(error.value)
    assert "many" not in str(error.value)


def test_every_cell_that_is_no_number_is_told() -> None:
    with pytest.raises(BadFile) as error:
        read_scores(b"pre,post\n1,x\ny,2\n1.234,5,6\n1,1,1\n", ("pre", "post"))
    assert [problem.where for problem in error.value.problems] == [
        "line 2, column post",
        "line 3, column pre",
        "line 4",
        "line 5",
    ]
