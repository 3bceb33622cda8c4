"""Help articles, and what the demo's households asked."""

import io
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from hearthline.care.operations import (
    SentFile,
    answer_ticket,
    load_articles,
    note_on_ticket,
    open_ticket,
)
from hearthline.cli.demo.history import History
from hearthline.cli.demo.provider import ALICE, MALLORY


def tell_tickets(story: History) -> None:
    """Alice has one ticket that is answered and one that is open; mallory waits too long."""
    now = story.ends_at
    load_articles(now=now - timedelta(days=120))
    _picture_of_lights(story, now - timedelta(days=9, hours=3))
    _slow_evenings(story, now - timedelta(hours=2))
    _waits_too_long(story, now - timedelta(days=6))


def _picture_of_lights(story: History, asked_at: datetime) -> None:
    number = open_ticket(
        account_id=story.account_ids[ALICE],
        user_id=story.user_ids["alice"],
        topic="internet",
        subject="A red light on the box on the wall",
        text="Since this morning the second light is red. The internet works, but is it about to "
        "fail? I took a picture.",
        files=[SentFile("lights.png", io.BytesIO(_lights()))],
        key="demo lights",
        now=asked_at,
    )
    note_on_ticket(
        number=number,
        staff_user_id=story.user_ids["sam"],
        text="Second light is the battery. Box is from 2019, so it is due.",
        key="demo note",
        now=asked_at + timedelta(minutes=50),
    )
    answer_ticket(
        number=number,
        staff_user_id=story.user_ids["sam"],
        text="Thank you for the picture: it says everything.\n\nThe second light is the backup "
        "battery's, not the line's. Your internet is fine. The battery has reached its age, and "
        "we send you a new one this week. Slide the lid down, swap it, done.",
        files=(),
        state="answered",
        key="demo answer",
        now=asked_at + timedelta(hours=1),
    )


def _slow_evenings(story: History, asked_at: datetime) -> None:
    open_ticket(
        account_id=story.account_ids[ALICE],
        user_id=story.user_ids["bob"],
        topic="internet",
        subject="Slow in the evenings since Monday",
        text="Between eight and ten everything takes long, by cable too. In the morning it is as "
        "quick as ever. I restarted the router twice.",
        files=(),
        key="demo evenings",
        now=asked_at,
    )


def _waits_too_long(story: History, asked_at: datetime) -> None:
    open_ticket(
        account_id=story.account_ids[MALLORY],
        user_id=story.user_ids["mallory"],
        topic="billing",
        subject="What is the charge on my last bill?",
        text="There is a line that I don't know. Can you explain it?",
        files=(),
        key="demo charge",
        now=asked_at,
    )


def _lights() -> bytes:
    """Four lights on a box, the second of them red."""
    picture = Image.new("RGB", (800, 500), "#d9d4c8")
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((140, 90, 660, 410), 30, fill="#f7f5ef", outline="#8b8577", width=5)
    for place, colour in enumerate(("#2f9e5b", "#d23b32", "#2f9e5b", "#2f9e5b")):
        left = 220 + 100 * place
        pen.ellipse((left, 220, left + 50, 270), fill=colour, outline="#555048", width=3)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()
