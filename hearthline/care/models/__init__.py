"""Tables of the care room, by what they are about."""

from hearthline.care.models.articles import (
    Article,
    ArticleRevision,
    ArticleText,
)
from hearthline.care.models.diagnoses import (
    Diagnosis,
    DiagnosisStep,
    FlowVersion,
)
from hearthline.care.models.tickets import (
    Attachment,
    Ticket,
    TicketMessage,
)

__all__ = [
    "Article",
    "ArticleRevision",
    "ArticleText",
    "Attachment",
    "Diagnosis",
    "DiagnosisStep",
    "FlowVersion",
    "Ticket",
    "TicketMessage",
]
