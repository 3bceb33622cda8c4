"""A bill as PDF: what the page says, tagged, small, the same every time, and only its owner's."""

import io
import re
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest

from hearthline.billing import queries
from hearthline.billing.operations import add_charge, run_bills
from hearthline.billing.statement import file_name, shelf, statement_of
from hearthline.billing.statement.packing import packed
from hearthline.kernel.money import Money
from tests import factories

pytestmark = pytest.mark.django_db
CAME = datetime(2025, 12, 20, 12, tzinfo=UTC)
MOST_BYTES = 60_000


@pytest.fixture(autouse=True)
def statements(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "statements"


def billed(*, name="Pat Example", plans=("Fiber 500",), credit="Outage of 4 days", **fields: Any):
    """An account with two bills, the second with a credit on it."""
    account = factories.make_account(name=name, created_at=CAME, **fields)
    factories.make_tax(name="State tax")
    for number, plan in enumerate(plans):
        factories.make_subscription(
            account,
            factories.make_plan(name=plan, price_minor=5000 + number),
            service_identifier="ONT-17",
            started=date(2026, 1, 1),
        )
    for month in (1, 2):
        if month == 2:
            add_charge(
                account_id=account.pk,
                kind="credit",
                amount=Money(-1240, "USD"),
                description=credit,
                effective_date=date(2026, 2, 1),
                now=CAME,
            )
        run_bills(bill_date=date(2026, month, 1), now=datetime(2026, month, 1, 18, tzinfo=UTC))
    return account


def latest(account):
    bill = queries.latest_bill(account_id=account.pk)
    assert bill is not None
    return bill


def made(account, language="en"):
    pdf = statement_of(account_id=account.pk, number=latest(account).number, language=language)
    assert pdf is not None
    return pdf


def read(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def text_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


@pytest.mark.parametrize(("language", "title"), [("en", "Bill of"), ("es", "Factura del")])
def test_it_is_made_to_be_read_aloud(language, title, books_are_right):
    pdf = made(billed(), language)
    reader = read(pdf)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert title in reader.metadata.title
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    kinds = set(_kinds(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= kinds
    assert len(pdf) < MOST_BYTES


def _kinds(element: Any) -> Any:
    """What is in the tree of tags; a picture without words for it fails."""
    element = element.get_object()
    if isinstance(element, list):
        for part in element:
            yield from _kinds(part)
    elif isinstance(element, dict):
        if "/S" in element:
            yield element["/S"]
            assert element["/S"] != "/Figure" or element["/Alt"]
        if "/K" in element:
            yield from _kinds(element["/K"])


def test_its_figures_are_the_pages(books_are_right):
    account = billed()
    bill = queries.bill_detail(account_id=account.pk, number=latest(account).number)
    assert bill is not None
    text = text_of(made(account))
    lines = [line for service in bill.services for line in service.lines]
    for line in [*lines, *bill.credits, *bill.taxes_and_fees]:
        assert f"{line.amount.format('en')}" in text
        assert line.description in text
    for amount in (bill.summary.total, bill.previous_balance, bill.balance_after):
        assert amount.format("en") in text
    for words in (account.number, bill.summary.number, "Pat Example", "Why did my bill change?"):
        assert words in text
    assert "Outage of 4 days: a credit -$12.40" in text
    assert f"/pay/?bill={bill.summary.number}" in text


def test_it_speaks_spanish(books_are_right):
    text = text_of(made(billed(), "es"))
    for words in ("Total de esta factura", "Vence", "¿Por qué cambió mi factura?", "Página 1 de"):
        assert words in text
    assert "Total of this bill" not in text


def test_nothing_to_pay_brings_no_stub(books_are_right):
    account = billed()
    add_charge(
        account_id=account.pk,
        kind="credit",
        amount=Money(-50_000, "USD"),
        description="Sorry",
        effective_date=date(2026, 3, 1),
        now=CAME,
    )
    run_bills(bill_date=date(2026, 3, 1), now=datetime(2026, 3, 1, 18, tzinfo=UTC))
    text = text_of(made(account))
    assert "Nothing to pay." in text
    assert "/pay/" not in text


EVIL = '#panic("x") #read("/etc/passwd") = Title\n*bold* $x^2$ `raw` \\ ] } " \' @cite <label> // #'


def test_texts_are_texts(books_are_right):
    text = text_of(made(billed(name=EVIL, plans=(EVIL,), credit=EVIL, street=EVIL)))
    assert '#panic("x") #read("/etc/passwd") = Title' in text
    assert "*bold* $x^2$" in text


@pytest.mark.parametrize("name", ["山田 太郎", "😀 Ann", "a\u0007b\u202ec", "Åsa Ωmega Жук", "عمر"])
def test_every_name_has_a_bill(name, books_are_right):
    """Characters that the fonts don't have are replaced; the rest stands as it is."""
    text = text_of(made(billed(name=name)))
    assert "Fiber 500" in text
    if name.startswith("Å"):
        assert name in text


def test_a_long_bill_goes_on_over_pages(books_are_right):
    long = "Fiber with whole-home Wi-Fi, two mesh points and the maple-syrup-festival channel pack"
    account = billed(plans=[f"{long} {number}" for number in range(45)])
    pdf = made(account)
    pages = read(pdf).pages
    assert len(pages) > 2
    assert len(pdf) < MOST_BYTES
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in " ".join(page.extract_text().split())
    assert f"{long} 44" in text_of(pdf)


def test_the_same_bytes_every_time(statements, monkeypatch, books_are_right):
    account = billed()
    first = made(account)
    (path,) = statements.rglob("*.pdf")
    path.unlink()
    assert made(account) == first


def test_it_is_kept_and_given_again(statements, monkeypatch, books_are_right):
    account = billed()
    first = made(account)

    def refuse(*_: Any, **__: Any) -> bytes:
        raise AssertionError("made again")

    monkeypatch.setattr("hearthline.billing.statement.typeset", refuse)
    assert made(account) == first
    account.name = "Pat Other"
    account.save()
    with pytest.raises(AssertionError, match="made again"):
        made(account)


def test_it_is_given_even_where_it_cannot_be_kept(tmp_path, settings, books_are_right):
    blocked = tmp_path / "a-file"
    blocked.write_text("")
    settings.DATA_DIR = blocked
    assert made(billed()).startswith(b"%PDF-")


def test_only_the_latest_are_kept(statements):
    for number in range(shelf.A_SHELF + 10):
        shelf.kept(f"ab{number:04}", lambda: b"x")
    assert len(list(statements.rglob("*"))) == shelf.A_SHELF + 1  # the shelf itself
    assert shelf.kept(f"ab{shelf.A_SHELF + 9:04}", lambda: b"new") == b"x"


def test_several_at_once(statements):
    """Nobody sees half a file, whoever makes it first."""
    made_here: list[bytes] = []

    def ask(at: int) -> None:
        whole = b"the whole of it" * 1000
        made_here.extend(shelf.kept(f"cd{number % 4}", lambda: whole) for number in range(40))

    askers = [threading.Thread(target=ask, args=(at,)) for at in range(6)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert set(made_here) == {b"the whole of it" * 1000}
    assert len(made_here) == 240
    assert not list(statements.rglob("*.new"))


def test_typesetting_in_several_threads(statements, books_are_right):
    from hearthline.billing.statement.content import content_of
    from hearthline.billing.statement.typesetting import typeset

    account = billed()
    content = content_of(account_id=account.pk, number=latest(account).number)
    assert content is not None
    import json

    said = json.dumps(content.as_json)
    found: list[bytes] = []

    def make() -> None:
        found.extend(typeset(said, issued_date=content.issued_date) for _ in range(5))

    makers = [threading.Thread(target=make) for _ in range(4)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert len(found) == 20
    assert len(set(found)) == 1


def test_packing_changes_nothing_that_is_said(books_are_right, monkeypatch):
    account = billed()
    small = made(account)
    monkeypatch.setattr("hearthline.billing.statement.typesetting.packed", lambda pdf: pdf)
    monkeypatch.setattr("hearthline.billing.statement.kept", lambda _digest, make, _ahead: make())
    large = made(account)
    assert len(small) < 0.7 * len(large)
    assert packed(large) == small
    assert packed(small) == small
    assert packed(b"no PDF") == b"no PDF"
    assert text_of(small) == text_of(large)
    first, second = (read(pdf).trailer["/Root"] for pdf in (small, large))
    assert list(_kinds(first["/StructTreeRoot"])) == list(_kinds(second["/StructTreeRoot"]))


def test_another_accounts_bill_is_not_there():
    account = billed()
    mallory = factories.make_account()
    for number in (latest(account).number, "nobody's"):
        assert statement_of(account_id=mallory.pk, number=number, language="en") is None


def test_files_have_plain_names():
    assert file_name("2024/11/\r\n\"1'é", "pdf") == "bill-2024-11-1.pdf"
    assert re.fullmatch(r"[A-Za-z0-9.-]+", file_name("../../etc/passwd", "csv"))
