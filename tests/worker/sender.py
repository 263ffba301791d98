"""An adapter for workers that are processes of their own: it writes down each key it was given, slowly enough to be killed."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from casework.engine.messages import Notice


class Slow:
    """Each key is a line of the file that NOTICES_FILE names."""

    channels: Sequence[str] = ("message",)

    def send(self, notice: Notice) -> None:
        time.sleep(0.02)
        with Path(os.environ["NOTICES_FILE"]).open("a", encoding="utf-8") as file:
            file.write(f"{notice.key}\n")
        time.sleep(0.02)
