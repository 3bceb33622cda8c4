"""Flows of guided troubleshooting: versioned data in TOML files, checked when they are read.

`docs/flows.md` describes the format. A provider's own files, in `FLOWS_DIR`, win over those here.
"""

from hearthline.care.flows.finding import current_flow, flow_files
from hearthline.care.flows.format import Flow, Node, Problem, UnableToReadFlow
from hearthline.care.flows.reading import read_flow
from hearthline.care.flows.validating import problems_of

__all__ = [
    "Flow",
    "Node",
    "Problem",
    "UnableToReadFlow",
    "current_flow",
    "flow_files",
    "problems_of",
    "read_flow",
]
