"""What tests of recovery and settings do with pages and messages."""

import re

from hearthline.notices.models import Message

NEW_PASSWORD = "four walnuts in a drawer"


def same(response):
    """A page without what differs at every request."""
    text = response.content.decode()
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", text)
    text = re.sub(r'(name="reference" value=")[^"]*', r"\1", text)
    return re.sub(r'nonce="[^"]*"', "", text)


def answer(response):
    return response.status_code, response.headers.get("Location"), same(response)


def latest_code(kind):
    text = Message.objects.filter(kind=kind).latest("id").body_text
    return next(re.finditer(r"\d{4} \d{4}", text)).group()


UNUSUAL = "unusual_sign_in"


def kinds(**which: str):
    """What was sent to whom, oldest first, but for news of browsers that tests sign in with."""
    sent = Message.objects.filter(**which) if which else Message.objects.exclude(kind=UNUSUAL)
    return list(sent.order_by("id").values_list("kind", "channel", "recipient"))
