"""Writes of the notices room: send messages, deliver them, choose how to be told, read."""

from hearthline.notices.addresses import Channel, UnableToSendMessage, read_recipient
from hearthline.notices.operations.choosing import UnableToChoose, choose_how_told
from hearthline.notices.operations.delivering import (
    CLAIM_TIME,
    MAX_ATTEMPTS,
    UnableToDeliverYet,
    deliver_message,
    deliver_messages,
)
from hearthline.notices.operations.reading import mark_all_read, mark_read
from hearthline.notices.operations.sending import send_message
from hearthline.notices.operations.telling import drop_held, send_to_many
from hearthline.notices.planning import Recipient

__all__ = [
    "CLAIM_TIME",
    "MAX_ATTEMPTS",
    "Channel",
    "Recipient",
    "UnableToChoose",
    "UnableToDeliverYet",
    "UnableToSendMessage",
    "choose_how_told",
    "deliver_message",
    "deliver_messages",
    "drop_held",
    "mark_all_read",
    "mark_read",
    "read_recipient",
    "send_message",
    "send_to_many",
]
