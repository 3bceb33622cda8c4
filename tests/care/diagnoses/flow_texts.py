"""Flows as data that tests change, written back as TOML."""

import json
import tomllib
from typing import Any

from hearthline.care.flows.finding import SHIPPED

KINDS = ("internet", "tv", "phone")


def shipped(kind: str) -> dict[str, Any]:
    return tomllib.loads((SHIPPED / f"{kind}.toml").read_text())


def written(data: dict[str, Any]) -> str:
    """TOML of a flow's data. JSON's texts and numbers are TOML's too."""
    nodes = data.get("nodes")
    lines = [f"{name} = {_value(value)}" for name, value in data.items() if name != "nodes"]
    if isinstance(nodes, dict):
        for node_name, node in nodes.items():
            lines.append(f"[nodes.{node_name}]")
            lines += [f"{name} = {_value(value)}" for name, value in node.items()]
    elif nodes is not None:
        lines.append(f"nodes = {_value(nodes)}")
    return "\n".join(lines)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(inner)}" for name, inner in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
