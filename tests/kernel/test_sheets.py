"""CSV that no spreadsheet takes for formulas."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from hearthline.kernel.sheets import csv_text


def cells(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    "evil",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", '=HYPERLINK("x")', "\uff1d1"],
)
def test_texts_are_never_formulas(evil):
    ((head,), (cell,)) = cells(csv_text([evil], [[evil]]))
    assert head == cell == "'" + evil


def test_numbers_days_and_nothing_stay_what_they_are():
    text = csv_text(["a", "b", "c", "d"], [[Decimal("-12.40"), date(2026, 1, 2), None, "a,b\n"]])
    assert text.startswith("\ufeff")
    assert cells(text)[1] == ["-12.40", "2026-01-02", "", "a,b\n"]
