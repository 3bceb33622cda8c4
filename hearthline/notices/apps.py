from django.apps import AppConfig
from django.conf import settings


class NoticesConfig(AppConfig):
    name = "hearthline.notices"
    label = "notices"

    def ready(self) -> None:
        """Refuse to start with a message channel that can't work, such as a simulated one."""
        # The adapters need the settings, and this module is read while those load.
        from hearthline.notices.adapters.mail import mail_sender  # noqa: PLC0415
        from hearthline.notices.adapters.sms import sms_sender  # noqa: PLC0415

        mail_sender()
        if settings.SMS_ADAPTER:
            sms_sender()
