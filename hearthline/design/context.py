"""What every page knows about the provider whose name it carries."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from hearthline.design.opening import hours_text


@dataclass(frozen=True, slots=True)
class Provider:
    """The company that runs this Hearthline, as a page shows it."""

    name: str
    phone: str
    email: str
    hours: str
    demo: bool
    site_url: str

    @property
    def phone_link(self) -> str:
        """The phone number as a `tel:` address."""
        return "tel:" + re.sub(r"[^+0-9]", "", self.phone)


def current_provider() -> Provider:
    return Provider(
        name=settings.PROVIDER_NAME,
        phone=settings.PROVIDER_PHONE,
        email=settings.PROVIDER_EMAIL,
        hours=hours_text(),
        demo=settings.DEMO,
        site_url=settings.SITE_URL,
    )


def provider(request: HttpRequest) -> dict[str, Provider]:  # noqa: ARG001 - the shape of a context processor
    return {"provider": current_provider()}
