from django.apps import AppConfig
from django.conf import settings


class PaymentsConfig(AppConfig):
    name = "hearthline.payments"
    label = "payments"

    def ready(self) -> None:
        """Register the checks, and refuse to start with a gateway that can't work."""
        # Both need the settings and the models, and this module is read while those load.
        from hearthline.payments import checks  # noqa: F401, PLC0415
        from hearthline.payments.adapters.card import card_gateway  # noqa: PLC0415

        if settings.CARD_ADAPTER:
            card_gateway()
