from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "hearthline.identity"
    label = "identity"

    def ready(self) -> None:
        from hearthline.identity.adapters.allauth import passkeys  # noqa: PLC0415 - needs the models

        passkeys.install()
