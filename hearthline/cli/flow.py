"""`hearthline flow check` and `hearthline flow draw`: for whoever writes flows."""

import sys
from pathlib import Path

import click

from hearthline.care.flows import UnableToReadFlow, flow_files
from hearthline.care.flows.drawing import as_text, draw
from hearthline.care.flows.finding import of_kind, valid_flow
from hearthline.care.flows.format import KINDS, Flow


@click.group()
def flow() -> None:
    """Check and draw flows of guided troubleshooting (docs/flows.md)."""


@flow.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Look for mistakes in FILES, or in the flows that hold now. Ends with 1 if there are any."""
    is_broken = False
    for path in files or tuple(flow_files().values()):
        try:
            found = _read(path)
        except UnableToReadFlow as error:
            is_broken = True
            click.echo(str(error))
        else:
            click.echo(
                f"{path}: {found.kind}, version {found.version}, {len(found.nodes)} nodes, "
                "nothing found."
            )
    if is_broken:
        sys.exit(1)


@flow.command("draw")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--text", "in_text", is_flag=True, help="For a terminal instead of SVG.")
def draw_command(file: Path, *, in_text: bool) -> None:
    """Print the picture of FILE, a flow's file or just internet, tv or phone, as SVG."""
    path = flow_files()[str(file)] if str(file) in KINDS else file
    try:
        found = _read(path)
    except UnableToReadFlow as error:
        raise click.ClickException(str(error)) from error
    if in_text:
        for line in as_text(found):
            click.echo(line)
    else:
        click.echo(draw(found, label=f"{found.kind}, version {found.version}", with_style=True))


def _read(path: Path) -> Flow:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path} can't be read: {error}") from error
    found = valid_flow(text, source=str(path))
    return of_kind(found, path.stem, str(path)) if path.stem in KINDS else found
