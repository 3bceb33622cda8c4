"""Tables of the care room, by what they are about."""

from hearthline.care.models.articles import Article, ArticleRevision, ArticleText
from hearthline.care.models.tickets import Attachment, Ticket, TicketMessage
from hearthline.care.models.diagnoses import Diagnosis, DiagnosisStep, FlowVersion

__all__ = [
    "Article",
    "ArticleRevision",
    "ArticleText",
    "Attachment",
    "Ticket",
    "TicketMessage",
    "Diagnosis",
    "DiagnosisStep",
    "FlowVersion",
]
