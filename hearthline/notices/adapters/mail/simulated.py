"""The demo's mail server: takes everything, sends nothing. The inbox page shows the messages."""

from hearthline.notices.adapters.mail import Mail, UnableToSendMail


class SimulatedSender:
    """Takes every mail but those to magic addresses, which behave as their name says."""

    def send(self, mail: Mail) -> None:
        name = mail.to.partition("@")[0]
        if name == "refused":
            raise UnableToSendMail("the server refused the recipient (550)", can_retry=False)
        if name == "busy":
            raise UnableToSendMail("the server is busy (450)", can_retry=True)
