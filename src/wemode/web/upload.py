"""Uploads held in memory: Django's own handler would write large ones to the disk in clear."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload

TOO_LARGE = "wemode.upload_too_large"


class InMemoryUpload(FileUploadHandler):
    """Keeps a file in memory, up to LARGEST_UPLOAD bytes; a larger one is not received at all.

    The request's ``META[TOO_LARGE]`` says so, for the view to tell.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        # The other fields of the form and the boundaries take some bytes more.
        self.refused = content_length > settings.LARGEST_UPLOAD + 64 * 1024
        if self.refused and self.request is not None:
            self.request.META[TOO_LARGE] = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.refused:
            raise StopUpload(connection_reset=False)
        self.file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.LARGEST_UPLOAD:
            if self.request is not None:
                self.request.META[TOO_LARGE] = True
            raise SkipFile()
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
