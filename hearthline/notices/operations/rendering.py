"""From templates to the texts of one message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation

from hearthline.notices.message_codes import PLACE, fill_in


@dataclass(frozen=True, slots=True)
class Text:
    """A message as it is sent: `plain` is all of a text message.

    In it, `message_codes.PLACE` stands for the message's own code.
    """

    subject: str
    plain: str
    html: str

    def with_code(self, code: str) -> "Text":
        """The text of one message, which nobody shares."""
        return Text(self.subject, fill_in(self.plain, code), fill_in(self.html, code))


def render(*, kind: str, channel: str, language: str, context: Mapping[str, Any]) -> Text:
    """The texts of a kind of message, in a language that we have.

    A kind without a template for text messages says its subject and where to read more. What goes
    to the message centre alone says what an email would.
    """
    values = {
        **context,
        "language": language,
        "provider_name": settings.PROVIDER_NAME,
        "provider_phone": settings.PROVIDER_PHONE,
        "provider_email": settings.PROVIDER_EMAIL,
        "site_url": settings.SITE_URL,
        "site_host": urlsplit(settings.SITE_URL).netloc,
        "message_code": PLACE,
        "messages_url": f"{settings.SITE_URL}/messages/",
        "notifications_url": f"{settings.SITE_URL}/settings/notifications/",
    }
    with translation.override(language):
        if channel == "sms":
            return _sms(kind, values)
        # One line, whatever the context brought: a subject can't start another header.
        values["subject"] = _subject(kind, values)
        foot = _plain("_foot.txt", values).strip()
        return Text(
            subject=values["subject"],
            plain=f"{_plain(f'{kind}.txt', values).strip()}\n\n{foot}".strip() + "\n",
            html=_html(f"{kind}.html", values) if channel == "email" else "",
        )


def _subject(kind: str, values: dict[str, Any]) -> str:
    return " ".join(_plain(f"{kind}.subject.txt", values).split())[:250]


def _sms(kind: str, values: dict[str, Any]) -> Text:
    """A text message has no subject; the message centre shows it under the one an email has."""
    try:
        values["subject"] = _subject(kind, values)
    except TemplateDoesNotExist as error:
        _ours(error, f"{kind}.subject.txt")
        values["subject"] = ""
    try:
        plain = _plain(f"{kind}.sms.txt", values)
    except TemplateDoesNotExist as error:
        _ours(error, f"{kind}.sms.txt")
        plain = _plain("_other.sms.txt", values)
    foot = _plain("_foot.sms.txt", values)
    return Text(subject=values["subject"], plain=f"{plain.strip()} {foot.strip()}", html="")


def _plain(name: str, values: dict[str, Any]) -> str:
    """Render a text template without HTML escaping: `AT&T` stays as it is."""
    backend = cast("Any", get_template(f"messages/{name}"))
    return str(backend.template.render(Context(values, autoescape=False)))


def _html(name: str, values: dict[str, Any]) -> str:
    try:
        template = get_template(f"messages/{name}")
    except TemplateDoesNotExist as error:
        _ours(error, name)
        return ""
    return str(template.render(values))


def _ours(error: TemplateDoesNotExist, name: str) -> None:
    """Go on if this template is what is missing; one that it includes may not be."""
    if error.args and error.args[0] != f"messages/{name}":
        raise error
