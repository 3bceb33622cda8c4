"""What pages ask about tickets, articles and diagnoses."""

from hearthline.care.queries.diagnoses import (
    DiagnosisLine,
    DiagnosisNow,
    DiagnosisReport,
    StepLine,
    diagnoses_of,
    diagnosis_by_token,
    diagnosis_now,
    diagnosis_report,
    open_diagnoses,
)
from hearthline.care.queries.flows import FlowReport, flow_report
from hearthline.care.queries.troubles import Trouble, may_diagnose, troubles_of

__all__ = [
    "DiagnosisLine",
    "DiagnosisNow",
    "DiagnosisReport",
    "FlowReport",
    "StepLine",
    "Trouble",
    "diagnoses_of",
    "diagnosis_by_token",
    "diagnosis_now",
    "diagnosis_report",
    "flow_report",
    "may_diagnose",
    "open_diagnoses",
    "troubles_of",
]
