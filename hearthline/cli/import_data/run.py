"""One import: read and stage every file, check by the set, merge, all in one transaction."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from hearthline.billing.imports import (
    import_balances,
    import_bills,
    import_exemptions,
    import_usage,
    refuse_bad_bills,
    refuse_bad_exemptions,
    refuse_bad_usage,
)
from hearthline.catalog.operations import (
    import_plans,
    import_prices,
    import_tariffs,
    import_taxes,
    refuse_bad_plans,
    refuse_bad_prices,
    refuse_bad_tariffs,
    refuse_bad_taxes,
)
from hearthline.cli.import_data.complaints import complain_of_problems, count_rejected
from hearthline.cli.import_data.files import InputFile, input_files
from hearthline.cli.import_data.progress import Advance, silent
from hearthline.cli.import_data.records import UnableToReadFile
from hearthline.cli.import_data.rejects import write_rejected
from hearthline.cli.import_data.report import Complaint, Report
from hearthline.cli.import_data.rows import Intake, open_intake
from hearthline.customers.imports import import_accounts, refuse_bad_accounts
from hearthline.kernel.clock import provider_date, provider_zone
from hearthline.kernel.staging import Outcome
from hearthline.network.imports import STAGED_CONNECTIONS, refuse_bad_connections, take_over_lines
from hearthline.payments.imports import import_payments, refuse_bad_payments
from hearthline.subscriptions.imports import (
    find_lines_to_take_over,
    import_discounts,
    import_subscriptions,
    refuse_bad_discounts,
    refuse_bad_subscriptions,
)

_LOCK = 0x48_4C_49_4D
"""An advisory lock's number that only this uses: two imports at once take turns."""

Telling = Callable[..., AbstractContextManager[Advance]]
Intakes = Mapping[str, Intake]


def import_folder(
    *,
    folder: Path,
    now: datetime,
    dry_run: bool = False,
    skip_bad_rows: bool = False,
    rejected_dir: Path | None = None,
    telling: Telling = silent,
    with_lines: bool = True,
) -> Report:
    """Import a provider's files: all of them, or with `skip_bad_rows` all good rows, or nothing.

    Args:
        folder: where the files of docs/import.md lie.
        now: when the import happens.
        dry_run: do everything, then undo it.
        skip_bad_rows: leave bad rows out and write them, with reasons, to `rejected_dir`.
        rejected_dir: `rejected` within the folder if not given.
        telling: told of each step; see `progress`.
        with_lines: also write down the lines that the network has for the subscriptions.

    Returns:
        What was found and done; nothing was imported unless `is_done`.

    Raises:
        OSError: the rejected rows can't be written; nothing was imported.
    """
    report = Report(rejected_dir=(rejected_dir or folder / "rejected") if skip_bad_rows else None)
    files = input_files(now)
    intakes = _open(files, folder, report)
    if report.complaint_count:
        return report
    with transaction.atomic():
        _prepare()
        is_whole = _stage(files, intakes, report, telling=telling)
        if is_whole:
            with telling("Checking the rows against each other"):
                _refuse_bad_rows(intakes, today=provider_date(now))
                if with_lines:
                    find_lines_to_take_over(today=provider_date(now))
        complain_of_problems(report, [file.staging for file in files])
        if is_whole and (skip_bad_rows or not report.complaint_count):
            _merge(intakes, report, now=now, telling=telling)
            if with_lines:
                _take_over(intakes, report, now=now, telling=telling)
            report.rejected = count_rejected(file.staging for file in files)
            if report.rejected_dir and not dry_run:
                write_rejected(report.rejected_dir, intakes.values())
            report.is_done = True
        if dry_run or not report.is_done:
            transaction.set_rollback(True)
    return report


def _prepare() -> None:
    """Take turns with other imports; room for sorting and for bigger bites at search indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("SET LOCAL gin_pending_list_limit = '16MB'")


def _open(files: tuple[InputFile, ...], folder: Path, report: Report) -> dict[str, Intake]:
    """Look at every file's header; complain of those that can't be read."""
    intakes: dict[str, Intake] = {}
    if not folder.is_dir():
        report.complain(
            Complaint(str(folder), 0, "", "is not a folder. Name the one that holds accounts.csv")
        )
        return intakes
    names = [file.name for file in files]
    strangers = sorted(p.name for p in folder.glob("*.[cC][sS][vV]") if p.name not in names)
    if strangers:
        report.notes.append(
            f"these files are not read: {', '.join(strangers)}. Read are: {', '.join(names)}."
        )
    for file in files:
        path = folder / file.name
        if not file.is_required and not path.exists():
            continue
        try:
            intakes[file.name] = open_intake(file, path)
        except UnableToReadFile as error:
            report.complain(Complaint(file.name, error.line, "", error.message))
        else:
            report.notes += intakes[file.name].notes
    return intakes


def _stage(
    files: tuple[InputFile, ...], intakes: Intakes, report: Report, *, telling: Telling
) -> bool:
    """Read every file into its staging table; returns whether all were read to their end."""
    faults: list[Complaint] = []
    for file in files:
        file.staging.create()
        intake = intakes.get(file.name)
        if intake is None:
            continue
        with telling(f"Reading {file.name}", intake.path.stat().st_size) as advance:
            rows = intake.rows(advance=advance, keep_raw=report.rejected_dir is not None)
            file.staging.fill(_until_unreadable(rows, file.name, faults))
    for fault in faults:
        report.complain(fault)
    return not faults


def _until_unreadable(
    rows: Iterator[tuple[Any, ...]], name: str, faults: list[Complaint]
) -> Iterator[tuple[Any, ...]]:
    """The rows up to where the file can't be read any further, which is told as a fault."""
    try:
        yield from rows
    except UnableToReadFile as error:
        faults.append(Complaint(name, error.line, "", error.message))


def _refuse_bad_rows(intakes: Intakes, *, today: date) -> None:
    """Each room marks what it can't take, in the order in which rows depend on each other."""

    def absent(name: str) -> list[str]:
        return intakes[name].absent if name in intakes else []

    currency = settings.CURRENCY
    refuse_bad_plans(absent=absent("plans.csv"))
    refuse_bad_taxes(absent=absent("taxes.csv"))
    refuse_bad_tariffs(today=today, absent=absent("tariffs.csv"))
    refuse_bad_prices(currency=currency, today=today)
    refuse_bad_accounts(currency=currency, absent=absent("accounts.csv"))
    refuse_bad_exemptions()
    refuse_bad_subscriptions(absent=absent("subscriptions.csv"))
    refuse_bad_discounts()
    refuse_bad_connections(absent=absent("connections.csv"))
    refuse_bad_bills(currency=currency)
    refuse_bad_payments()
    refuse_bad_usage()


def _merge(intakes: Intakes, report: Report, *, now: datetime, telling: Telling) -> None:
    """Each room writes what differs; the ledger follows."""
    currency, today = settings.CURRENCY, provider_date(now)
    merges: dict[str, Callable[[], Any]] = {
        "plans.csv": lambda: import_plans(currency=currency, now=now),
        "taxes.csv": lambda: import_taxes(currency=currency),
        "tariffs.csv": lambda: import_tariffs(today=today),
        "plan_prices.csv": lambda: import_prices(now=now),
        "accounts.csv": lambda: import_accounts(currency=currency, today=today, now=now),
        "exemptions.csv": lambda: import_exemptions(now=now),
        "subscriptions.csv": import_subscriptions,
        "discounts.csv": lambda: import_discounts(now=now),
        "bills.csv": lambda: import_bills(currency=currency, zone=provider_zone().key, now=now),
        "payments.csv": lambda: import_payments(currency=currency, now=now),
        "usage.csv": lambda: import_usage(now=now),
    }
    for name, merge in merges.items():
        if name in intakes:
            with telling(f"Writing {name.removesuffix('.csv')}"):
                report.outcomes[name] = merge()
    with telling("Bringing balances to what accounts.csv says"):
        report.balances = import_balances(currency=currency, now=now)


def _take_over(intakes: Intakes, report: Report, *, now: datetime, telling: Telling) -> None:
    """The network room writes down the lines it has already; kinds without any aren't told of."""
    with telling("Writing lines of the network"):
        outcomes = take_over_lines(zone=provider_zone().key, now=now)
    file = STAGED_CONNECTIONS.file
    if file in intakes:
        outcomes = {file: outcomes.pop("connections"), **outcomes}
    report.outcomes |= {
        name: outcome for name, outcome in outcomes.items() if name == file or outcome != Outcome()
    }
