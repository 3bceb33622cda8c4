"""The network room's operations and queries, as the checks know them."""

from importlib import import_module
from typing import Any


def operations() -> Any:
    """What the network can be told or asked live."""
    return import_module("hearthline.network.operations")


def queries() -> Any:
    """What we know of the network already."""
    return import_module("hearthline.network.queries")
