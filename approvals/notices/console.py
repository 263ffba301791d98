"""Messages on the worker's own output, for the demo and for trying out."""

import sys
from collections.abc import Sequence

from casework.engine.messages import Notice
from casework.models import ElectronicChannel
from law.identifiers import mask_phone


class ConsoleNotices:
    """Writes each message with a masked number of the telephone; the output may be kept by others."""

    channels: Sequence[str] = (ElectronicChannel.MESSAGE,)

    def send(self, notice: Notice) -> None:
        """Write it."""
        sys.stdout.write(f"[{mask_phone(notice.address)}] {notice.text}\n")
        sys.stdout.flush()
