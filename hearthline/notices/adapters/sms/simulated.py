"""The demo's carrier: takes everything, sends nothing. The inbox page shows the messages."""

from hearthline.notices.adapters.sms import Sms, UnableToSendSms


class SimulatedSender:
    """Takes every message but those to numbers ending in 0199 (refused) and 0198 (busy)."""

    def send(self, sms: Sms) -> None:
        if sms.to.endswith("0199"):
            raise UnableToSendSms("the carrier refused the number", can_retry=False)
        if sms.to.endswith("0198"):
            raise UnableToSendSms("the carrier is busy", can_retry=True)
