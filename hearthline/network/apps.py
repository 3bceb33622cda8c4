from django.apps import AppConfig
from django.conf import settings


class NetworkConfig(AppConfig):
    name = "hearthline.network"
    label = "network"

    def ready(self) -> None:
        """Register the checks, and refuse to start with an access system that can't work."""
        # Both need the settings and the models, and this module is read while those load.
        from hearthline.network import checks  # noqa: F401, PLC0415
        from hearthline.network.adapters.access import access_system  # noqa: PLC0415

        if settings.ACCESS_ADAPTER:
            access_system()
