"""Messages by e-mail, to the address that the applicant confirmed for the case."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage

from casework.engine.messages import Notice
from casework.models import ElectronicChannel


class MailNotices:
    """Sends through Django's e-mail settings. The Message-ID is made of the key: a second copy is known as the same."""

    channels: Sequence[str] = (ElectronicChannel.MAIL,)

    def send(self, notice: Notice) -> None:
        """Send it. Raises OSError (SMTPException is one) if the server doesn't take it."""
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
        EmailMessage(
            subject=notice.number,
            body=notice.text,
            to=[notice.address],
            headers={"Message-ID": f"<{notice.key}@{domain}>", "Auto-Submitted": "auto-generated"},
        ).send()
