"""`hearthline check`: every invariant of every room, on the data as it is."""

import sys
from collections import defaultdict
from importlib import import_module
from importlib.util import find_spec

import click
from django.apps import apps

from hearthline.kernel.checks import run_checks

_SHOWN = 20
"""Findings shown per check: enough to see what is wrong."""


@click.command()
def check() -> None:
    """Check that the books are right. Ends with 1 when anything is broken."""
    _find_checks()
    names, findings = run_checks()
    if not names:
        raise click.ClickException("No check is registered: this installation is incomplete.")
    broken: dict[str, list[str]] = defaultdict(list)
    for finding in findings:
        broken[finding.check].append(finding.detail)
    for name in names:
        click.echo(f"{'✗' if broken[name] else '✓'} {name}")
        for detail in broken[name][:_SHOWN]:
            click.echo(f"    {detail}")
        if len(broken[name]) > _SHOWN:
            click.echo(f"    … and {len(broken[name]) - _SHOWN} more")
    if findings:
        click.echo(f"{len(findings)} findings in {len(names)} checks.")
        sys.exit(1)
    click.echo(f"{len(names)} checks, nothing found.")


def _find_checks() -> None:
    """Import each room's `checks`, which registers them."""
    for room in apps.get_app_configs():
        module = f"{room.name}.checks"
        if room.name.startswith("hearthline.") and find_spec(module):
            import_module(module)
