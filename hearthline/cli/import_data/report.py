"""What an import found and did, and the sentences that say so."""

from dataclasses import dataclass, field
from pathlib import Path

from hearthline.kernel.staging import Outcome

MOST_SHOWN = 1000
"""Errors that are listed; of the rest only the number is said."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong in a file: where, what, and what to do."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f", line {self.line}"
        if self.column:
            place += f", column {self.column}"
        joint = ": " if self.line else " "
        return f"{place}{joint}{self.message}."


@dataclass(slots=True)
class Report:
    """The result of one run.

    `complaints` are at most MOST_SHOWN; `complaint_count` says how many there were. `rejected`
    counts the rows left out, by file. `is_done` tells whether the rows were (or would have been)
    imported.
    """

    complaints: list[Complaint] = field(default_factory=list)
    complaint_count: int = 0
    notes: list[str] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    balances: Outcome = field(default_factory=Outcome)
    rejected: dict[str, int] = field(default_factory=dict)
    rejected_dir: Path | None = None
    is_done: bool = False

    def complain(self, complaint: Complaint) -> None:
        """Add one, keeping the list short."""
        self.complaint_count += 1
        if len(self.complaints) < MOST_SHOWN:
            self.complaints.append(complaint)


def error_lines(report: Report) -> list[str]:
    """What goes to standard error: notes, and each complaint."""
    lines = [f"Note: {note}" for note in report.notes]
    lines += map(str, report.complaints)
    more = report.complaint_count - len(report.complaints)
    if more:
        lines.append(f"... and {more:,} more.")
    return lines


def result_lines(report: Report, *, dry_run: bool) -> list[str]:
    """What goes to standard output: what was created and changed, or that nothing was."""
    if not report.is_done:
        errors = "1 error" if report.complaint_count == 1 else f"{report.complaint_count:,} errors"
        return [
            f"Nothing was imported: {errors}. Correct the files and import them again"
            + ("." if report.rejected_dir else ", or leave the bad rows out with --skip-bad-rows.")
        ]
    would = "would be " if dry_run else ""
    lines = [
        f"{file}: {outcome.created:,} {would}created, {outcome.changed:,} {would}changed, "
        f"{outcome.unchanged:,} unchanged" + _rejected(report, file)
        for file, outcome in report.outcomes.items()
    ]
    lines.append(
        f"balances: {report.balances.created:,} {would}opened, {report.balances.changed:,} "
        f"{would}adjusted, {report.balances.unchanged:,} unchanged"
    )
    if dry_run:
        lines.append("Nothing was written: this was a dry run.")
    elif report.rejected_dir and any(report.rejected.values()):
        lines.append(f"The rejected rows, with their reasons, are in {report.rejected_dir}.")
    return lines


def _rejected(report: Report, file: str) -> str:
    count = report.rejected.get(file, 0)
    return f", {count:,} rejected" if count else ""
