"""How many bills a second one core turns into PDF, each for the first time; and WeasyPrint beside.

In processor time of this process, so that what else the machine does stays out of it; the
database's share (two small queries a bill) isn't in it.
"""

import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

_UNTIL = date(2026, 3, 2)
_OTHER_PYTHON = "HEARTHLINE_BENCH_WEASYPRINT"
_AT_A_TIME = 20


def measure(accounts: int = 150) -> dict[str, float]:
    """Bill some accounts, then make each one's newest bill: queries, words, typesetting, keeping.

    Returns:
        `statement_pdf_per_s`; the milliseconds that typesetting alone takes and, if a Python with
        WeasyPrint is named, those it takes for the same, in turn, and how many times as fast we
        are; the largest file.
    """
    from django.conf import settings

    from hearthline.billing.queries import latest_bill
    from hearthline.billing.statement import statement_of
    from hearthline.billing.statement.content import content_of
    from hearthline.cli.generate.provider import Provider, generate
    from hearthline.customers.models import Account

    generate(Provider(accounts=accounts, months=3, until=_UNTIL, billing_day=1), today=_UNTIL)
    bills = [
        (account_id, bill.number)
        for account_id in Account.objects.order_by("pk").values_list("pk", flat=True)
        if (bill := latest_bill(account_id=account_id)) is not None
    ]
    statement_of(account_id=bills[0][0], number=bills[0][1], language="en")
    shutil.rmtree(Path(settings.DATA_DIR) / "statements")
    begun = time.process_time()
    made = [
        statement_of(account_id=account_id, number=number, language="en") or b""
        for account_id, number in bills
    ]
    seconds = time.process_time() - begun
    for pdf in made:
        _check(pdf)
    contents = [
        content
        for account_id, number in bills[: 3 * _AT_A_TIME]
        if (content := content_of(account_id=account_id, number=number)) is not None
    ]
    return {
        "statement_pdf_per_s": round(len(bills) / seconds, 1),
        "statement_pdf_kb": round(max(map(len, made)) / 1000, 1),
        **_typesetting(contents),
    }


def _check(pdf: bytes) -> None:
    """It is tagged, has a title and a language, and says that it is PDF/UA-1."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    root: Any = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    if not (
        root["/MarkInfo"]["/Marked"]
        and root["/StructTreeRoot"]
        and root["/Lang"] == "en"
        and reader.metadata
        and reader.metadata.title
        and "<pdfuaid:part>1</pdfuaid:part>" in metadata
    ):
        raise RuntimeError("a statement isn't tagged, titled, in a language and PDF/UA-1")


def _typesetting(contents: list[Any]) -> dict[str, float]:
    """The medians of ours and of WeasyPrint's, some statements in turn; none is made twice."""
    from hearthline.billing.statement.typesetting import typeset

    ours: list[float] = []
    theirs: list[float] = []
    other = os.environ.get(_OTHER_PYTHON, "")
    for first in range(0, len(contents), _AT_A_TIME):
        some = contents[first : first + _AT_A_TIME]
        for content in some:
            said = json.dumps(content.as_json | {"foot": "Made for the bench"})
            begun = time.process_time()
            typeset(said, issued_date=content.issued_date)
            ours.append((time.process_time() - begun) * 1000)
        if other:
            theirs += _by_weasyprint(other, some)
    figures = {"statement_typeset_ms": round(statistics.median(ours), 2)}
    if not theirs:
        sys.stderr.write(f"WeasyPrint: not installed ({_OTHER_PYTHON} names no Python with it)\n")
        return figures
    return figures | {
        "weasyprint_ms": round(statistics.median(theirs), 1),
        "statement_vs_weasyprint": round(statistics.median(theirs) / statistics.median(ours), 1),
    }


def _by_weasyprint(python: str, contents: list[Any]) -> list[float]:
    program = Path(__file__).with_name("by_weasyprint.py")
    done = subprocess.run(
        [python, str(program)],
        input=json.dumps([content.as_json for content in contents]),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=300,
    )
    taken: list[float] = json.loads(done.stdout)["ms"]
    return taken
