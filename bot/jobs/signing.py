"""Signs finished pictures with the operator's certificate, so that others can see that a machine made them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from hashlib import sha256

import structlog

from bot.storage import FrameFiles
from bot.worker.messages import FramePayload, JobDone
from generation.provenance.c2pa_manifest import Credentials
from generation.provenance.xmp import ALGORITHMIC, TRAINED

MAX_TITLE = 200  # characters of what a picture shows

log = structlog.get_logger(__name__)


class Signing:
    """Signs what is new. A picture that is stored already is kept byte for byte: it has the signature it had."""

    def __init__(self, credentials: Credentials, files: FrameFiles) -> None:
        self._credentials, self._files = credentials, files

    async def signed(self, drawn: JobDone, *, trained: bool) -> JobDone:
        """Every file with a manifest; `trained`: a model drew them, not an algorithm alone."""
        return await asyncio.to_thread(self._signed, drawn, TRAINED if trained else ALGORITHMIC)

    def sign(self, content: bytes, mime: str, title: str, source: str) -> bytes:
        """Any file of ours; one that cannot be signed comes back as it is. Work for a thread."""
        try:
            return self._credentials.sign(content, mime, title[:MAX_TITLE], source)
        except Exception as error:  # the library's own, or a timestamp authority's: the file is worth more
            log.error("a file could not be signed", mime=mime, reason=str(error))
            return content

    def close(self) -> None:
        self._credentials.close()

    def _signed(self, drawn: JobDone, source: str) -> JobDone:
        page = None if drawn.page is None else self._sign(drawn.page, source)
        return replace(drawn, frames=tuple(self._sign(each, source) for each in drawn.frames), page=page)

    def _sign(self, frame: FramePayload, source: str) -> FramePayload:
        if self._files.find(sha256(frame.png).hexdigest()) is not None:
            return frame
        return replace(frame, png=self.sign(frame.png, frame.mime, frame.sentence, source))
