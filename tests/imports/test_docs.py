"""docs/import.md says what the import does: each column, and the worked example as it prints."""

import re
from pathlib import Path

import pytest

from hearthline.cli.import_data.files import InputFile, input_files
from hearthline.cli.import_data.report import error_lines, result_lines
from tests.conftest import NOW
from tests.imports.conftest import Provider

TEXT = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", input_files(NOW), ids=lambda file: file.name)
def test_every_column_is_described(file: InputFile):
    section = TEXT.split(f"### {file.name}\n")[1].split("\n#")[0]
    described = re.findall(r"^\| `(\w+)` \| (yes|) *\| .* \|", section, re.MULTILINE)
    assert described == [(each.name, "yes" if each.required else "") for each in file.columns]


def _blocks() -> list[str]:
    example = TEXT.split("## A worked example")[1].split("\n## ")[0]
    return re.findall(r"```\n(.*?)```", example, re.DOTALL)


@pytest.mark.django_db
def test_the_worked_example_works(provider: Provider):
    accounts, plans, subscriptions, first, refused, changed = _blocks()

    def said() -> str:
        report = provider.bring()
        lines = [*error_lines(report), *result_lines(report, dry_run=False)]
        return "\n".join(["$ hearthline import maple", *lines, ""])

    provider.spoil("accounts.csv", accounts.encode())
    provider.spoil("plans.csv", plans.encode())
    provider.spoil("subscriptions.csv", subscriptions.encode())
    assert said() == first
    provider.spoil("plans.csv", plans.replace("65.00", "68.00").encode())
    provider.spoil("accounts.csv", accounts.replace(",5,", ",31,").encode())
    assert said() == refused
    provider.spoil("accounts.csv", accounts.encode())
    assert said() == changed
