"""Pictures that people attach to a line of chat: looked at, stored as they came, and kept while a job names them.

A file keeps its bytes, because `verify` reads what it says of itself. Only its head is read here: to decode what a
stranger sends is the worker's business, and no address and no path is ever opened.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from hashlib import sha256

from PIL import Image

from bot.domain.errors import NotReady, Refused, StorageError
from bot.domain.media import IMAGE_FORMATS
from bot.domain.requests import Attachment
from bot.jobs.unnamed_pictures import remove_unnamed
from bot.storage.files.data_folder import DataFolder
from bot.storage.stores import Stores
from generation.pictures import BROKEN, open_head

MAX_BYTES = 16 * 2**20
MAX_PIXELS = 40_000_000  # what a good camera makes
MAX_SIDE = 16_384  # pixels
TOO_LARGE = f"That picture is too large: at most {MAX_BYTES // 2**20} MiB are taken."
TOO_MANY = f"That picture has too many pixels: at most {MAX_PIXELS // 10**6} megapixels, {MAX_SIDE:,} to a side."
NO_PICTURE = "The attached file cannot be read as a picture: attach a PNG, JPEG, WebP or GIF."
NO_ROOM = "The disk is almost full, so no picture is taken just now. Try again later."
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class Attachments:
    """Takes pictures in."""

    def __init__(self, stores: Stores, folder: DataFolder) -> None:
        self._stores, self._folder = stores, folder

    @asynccontextmanager
    async def taken(self, contents: Sequence[bytes]) -> AsyncIterator[list[Attachment]]:
        """The stored pictures, while a command is answered; those that no job came to name are gone afterwards.

        Raises Refused for what is no picture or too large, NotReady where there is no room, StorageError.
        """
        kinds = [await asyncio.to_thread(media_type_of, content) for content in contents]
        if contents and not await self._folder.has_room():
            raise NotReady(NO_ROOM)
        digests = [(await asyncio.to_thread(sha256, content)).hexdigest() for content in contents]
        try:
            with self._stores.files.held(digests):  # another command may bring the same one, and end before this does
                for content, kind in zip(contents, kinds, strict=True):
                    await self._stores.files.save(content, kind)
                yield [Attachment(digest) for digest in digests]
        finally:
            if not self._stores.files.shared:  # on another host the very same picture may be about to be named
                with suppress(StorageError):  # then the next sweep finds them
                    await remove_unnamed(self._stores.database, self._stores.files, digests)


def media_type_of(content: bytes) -> str:
    """The media type of a picture that can be taken; raises Refused with what would do instead."""
    if len(content) > MAX_BYTES:
        raise Refused(TOO_LARGE)
    try:
        with open_head(content) as image:
            (width, height), kind = image.size, IMAGE_FORMATS[image.format or ""]
    except _BOMB as error:
        raise Refused(TOO_MANY) from error
    except BROKEN as error:
        raise Refused(NO_PICTURE) from error
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise Refused(TOO_MANY)
    return kind
