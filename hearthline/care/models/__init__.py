"""Tables of the care room, by what they are about."""

from hearthline.care.models.diagnoses import Diagnosis, DiagnosisStep, FlowVersion

__all__ = ["Diagnosis", "DiagnosisStep", "FlowVersion"]
