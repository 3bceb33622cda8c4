"""Whatever the bytes: an answer in sentences, never a traceback; and texts survive the way in."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hearthline.cli.import_data.fields import Refused, line_of_text
from hearthline.cli.import_data.files import InputFile, input_files
from hearthline.cli.import_data.records import UnableToReadFile, read_records
from hearthline.cli.import_data.rejects import disarmed
from hearthline.cli.import_data.rows import _plain, open_intake
from tests.conftest import NOW

FILES = {file.name: file for file in input_files(NOW)}
relaxed = hypothesis_settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def stage(file: InputFile, path: Path) -> list[tuple[Any, ...]]:
    """All rows that would be staged; raises nothing but UnableToReadFile."""
    intake = open_intake(file, path)
    return list(intake.rows(advance=lambda _count: None, keep_raw=True))


@pytest.mark.parametrize("name", FILES)
@relaxed
@given(content=st.binary(max_size=400))
def test_any_bytes(tmp_path: Path, name: str, content: bytes):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnableToReadFile) as refused:
        stage(FILES[name], path)
    assert refused.value.message


@pytest.mark.parametrize("name", FILES)
@relaxed
@given(content=st.binary(max_size=300), crlf=st.booleans())
def test_any_bytes_below_a_good_header(*, tmp_path: Path, name: str, content: bytes, crlf: bool):
    file = FILES[name]
    end = b"\r\n" if crlf else b"\n"
    header = ",".join(column.name for column in file.columns).encode()
    path = tmp_path / name
    path.write_bytes(header + end + content)
    try:
        rows = stage(file, path)
    except UnableToReadFile:
        return
    assert all(len(row) == len(file.staging.names) for row in rows)


CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "active",
            "2026-02-30",
            "9" * 400,
            "1e5",
            "-0",
            "NaN",
            "\u0663",
            "\uff11\uff12",
            "+1(",
            "0" * 50,
        ]
    ),
    st.dates().map(str),
    st.datetimes().map(str),
    st.decimals(allow_nan=True).map(str),
    st.emails(),
)


@pytest.mark.parametrize("name", FILES)
@relaxed
@given(data=st.data())
def test_any_cells(tmp_path: Path, name: str, data: st.DataObject):
    file = FILES[name]
    names = [column.name for column in file.columns]
    rows = data.draw(
        st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), max_size=4)
    )
    text = io.StringIO(newline="")
    csv.writer(text).writerows([names, *rows])
    path = tmp_path / name
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    try:
        staged = stage(file, path)
    except UnableToReadFile:
        return
    assert all(row[1] is None or "message" in row[1] for row in staged)


@relaxed
@given(
    rows=st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
            min_size=2,
            max_size=2,
        ).filter(any),
        max_size=5,
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.booleans(),
)
def test_what_csv_writes_is_read_with_its_lines(
    *, tmp_path: Path, rows: list[list[str]], end: str, mark: bool
):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b"], *rows])
    path = tmp_path / "x.csv"
    path.write_bytes(text.getvalue().encode("utf-8-sig" if mark else "utf-8"))
    read = list(read_records(path, lambda _count: None))[1:]
    assert [record.cells for record in read] == rows
    lines = path.read_bytes().split(b"\n")
    for record in read:
        assert lines[record.line - 1].lstrip(b"\xef\xbb\xbf").startswith(b'"')


@given(text=st.text(max_size=30))
def test_a_disarmed_cell_comes_back_as_it_was(text: str):
    cell = text.strip().replace("\0", "")
    if cell[:2] in {"'=", "'+", "'-", "'@"}:
        return  # such a text says itself that it is disarmed
    assert _plain(disarmed(cell)) == cell


@given(text=st.text(max_size=30))
def test_no_formula_comes_in_as_text(text: str):
    try:
        value = line_of_text(200)("=" + text)
    except Refused:
        return
    pytest.fail(f"{value} was taken")


def test_the_provider_of_the_tests_counts_in_dollars():
    """The messages in these tests are for it."""
    assert (settings.CURRENCY, settings.PROVIDER_COUNTRY) == ("USD", "US")
