"""A person who registers, in a browser of their own."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from hearthline.notices.models import Message
from tests.queued import run_jobs

PASSWORD = "three words are Enough"


@dataclass
class Person:
    """Goes through the steps; each method posts one form and returns the answer."""

    client: Client = field(default_factory=Client)

    def get(self, step):
        return self.client.get(f"/register/{step}")

    def post(self, step, **values: Any):
        page = self.client.get(
            f"/register/{step}" if step != "email/resend/" else "/register/email/"
        )
        found = re.search(r'name="registration" value="([^"]*)"', page.content.decode())
        values.setdefault("registration", found.group(1) if found else "")
        return self.client.post(f"/register/{step}", values)

    def start(self, number="ALICE-1", postal_code="62301"):
        return self.client.post(
            "/register/", {"account_number": number, "postal_code": postal_code}
        )

    def ask(self, channel="email"):
        response = self.post("contact/", channel=channel)
        run_jobs()
        return response

    def prove(self, channel="email"):
        self.start()
        self.ask(channel)
        return self.post("code/", code=latest_code())

    def choose(self, username="alice", email="new@mail.example", password=PASSWORD):
        response = self.post("details/", username=username, email=email, password=password)
        run_jobs()
        return response

    def verify(self):
        response = self.post("email/", code=latest_code())
        run_jobs()
        return response

    @property
    def is_signed_in(self):
        return "_auth_user_id" in self.client.session


def latest_code():
    text = Message.objects.filter(kind="registration_code").latest("id").body_text
    return next(re.finditer(r"\d{4} \d{4}", text)).group()


def same(response):
    """A page without what differs at every request."""
    text = response.content.decode()
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", text)
    text = re.sub(r'(name="registration" value=")[^"]*', r"\1", text)
    text = re.sub(r'nonce="[^"]*"', "", text)
    return re.sub(r"\w•••@\w•••\.\w+|•••-••\d\d", "MASK", text)
