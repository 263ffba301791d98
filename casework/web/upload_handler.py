"""How files of a request are read: in memory alone, within bounds, under the names they came with.

Nothing of a request is written to a disk: a scan is personal data, and a temporary file of it would lie there in the
clear. A body beyond the bound isn't read at all; a file beyond its own is cut off there, and told so.
"""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser
from django.utils.translation import gettext as _


class ChosenFile(InMemoryUploadedFile):
    """A file as it was chosen. `told_name` is what the sender called it: looked at, used for nothing."""

    told_name = ""


class BoundedMemoryHandler(FileUploadHandler):
    """Reads a whole multipart body, so that names reach us as they were sent; Django would mend them in silence."""

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: bytes, encoding: str | None = None
    ) -> Any:
        """The fields and files of the body. Raises RequestDataTooBig before anything of it was read."""
        user = getattr(self.request, "user", None)
        known = user is not None and user.is_authenticated
        most = settings.UPLOAD_REQUEST_BYTES if known else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if content_length > most:
            raise RequestDataTooBig(
                _("More than %(most)s MB were sent at once.") % {"most": most // 1_000_000}
            )
        return _AsTold(meta, input_data, [_InMemory(self.request)], encoding).parse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Not asked: the whole body was read above."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Not asked either."""


class _AsTold(MultiPartParser):
    def sanitize_file_name(self, file_name: str) -> str:
        return file_name


class _InMemory(FileUploadHandler):
    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._content = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        # One byte beyond the bound is kept, by which the file is known to be too large.
        room = settings.UPLOAD_FILE_BYTES + 1 - len(self._content)
        self._content += raw_data[: max(room, 0)]

    def file_complete(self, file_size: int) -> ChosenFile:
        content = bytes(self._content)
        chosen = ChosenFile(BytesIO(content), self.field_name, "file", None, len(content), None)
        chosen.told_name = self.file_name or ""
        return chosen
