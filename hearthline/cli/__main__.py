"""`python -m hearthline.cli` is the `hearthline` command."""

from hearthline.cli import main

main(prog_name="hearthline")
