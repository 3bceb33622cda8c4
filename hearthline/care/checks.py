"""Invariants of tickets and their files."""

import hashlib
from collections.abc import Iterator

from hearthline.care import files as disk
from hearthline.care.models import Attachment
from hearthline.kernel.checks import invariant
from hearthline.kernel.sql import select

_PIECE = 65_536


@invariant("every file of a ticket lies on disk as it was written")
def files_are_there() -> Iterator[str]:
    for file in Attachment.objects.only("pk", "key", "sha256").iterator():
        try:
            found = _digest(file.key)
        except OSError:
            yield f"attachment {file.pk} has no file"
            continue
        if found != bytes(file.sha256):
            yield f"attachment {file.pk} has another file than it was given"


@invariant("no file lies on disk without belonging to a ticket")
def files_belong_to_tickets() -> Iterator[str]:
    # The files first: one that comes in meanwhile has its row by the time the rows are read.
    lying = sorted(disk.stored_keys())
    known = set(Attachment.objects.values_list("key", flat=True))
    for key in lying:
        if key not in known:
            yield f"the file {key[:12]}… belongs to no attachment"


@invariant("every ticket begins with a message, and every open one says when we answer")
def tickets_are_whole() -> Iterator[str]:
    for row in select(
        "SELECT number FROM care_ticket AS ticket WHERE NOT EXISTS ("
        " SELECT FROM care_ticketmessage WHERE ticket_id = ticket.id)"
    ):
        yield f"ticket {row['number']} has no message"


@invariant("every article says what its newest revision says")
def articles_are_as_saved() -> Iterator[str]:
    for row in select(
        "SELECT article.slug FROM care_article AS article"
        " LEFT JOIN care_articlerevision AS revision"
        "   ON revision.article_id = article.id AND revision.version = article.version"
        " WHERE revision.id IS NULL"
        "    OR revision.content -> 'texts' IS DISTINCT FROM ("
        "       SELECT jsonb_object_agg(language, jsonb_build_object("
        "              'title', title, 'summary', summary, 'body', body))"
        "         FROM care_articletext WHERE article_id = article.id)"
    ):
        yield f"article {row['slug']} says something else than was saved last"


def _digest(key: str) -> bytes:
    digest = hashlib.sha256()
    with disk.place_of(key).open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.digest()
