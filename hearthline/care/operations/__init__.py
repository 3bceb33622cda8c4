"""What the care room does, one file per use case."""

from hearthline.care.operations.advance_diagnosis import advance_diagnosis
from hearthline.care.operations.answer_question import answer_question
from hearthline.care.operations.diagnosing import UnableToDiagnose
from hearthline.care.operations.end_in_ticket import end_in_ticket, leave_diagnosis
from hearthline.care.operations.go_on import go_on
from hearthline.care.operations.start_diagnosis import start_diagnosis

__all__ = [
    "UnableToDiagnose",
    "advance_diagnosis",
    "answer_question",
    "end_in_ticket",
    "go_on",
    "leave_diagnosis",
    "start_diagnosis",
]
