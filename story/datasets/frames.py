"""A story of a data set: sentences with a picture each, which is read only when somebody looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from generation.errors import UserError
from generation.pictures import BROKEN, decode, open_head

Split = Literal["train", "val", "test"]
MOST_PIXELS = 64_000_000  # of one file
MOST_BYTES = 256 * 1024 * 1024


class DatasetError(UserError):
    """A folder of stories that cannot be read; its text says where, and what to do."""


@dataclass(frozen=True, slots=True)
class DatasetFrame:
    """One sentence and its picture."""

    sentence: str
    picture: Path  # a file of its folder
    caption: str = ""  # what the sentence means, said in full; "": nobody said it
    cast: tuple[str, ...] = ()  # who is on stage, in the words of the data set
    strip: bool = False  # the file holds several stills of one shot
    where: str = ""  # for messages: the file that names the picture, and the line

    def open(self, still: int | None = None) -> Image.Image:
        """The picture as RGB; of a strip the still asked for, counted from 0, None the middle one.

        Raises DatasetError where there is none, or more than anybody would train on.
        """
        stills = self._read()
        one = stills[len(stills) // 2 if still is None else still]
        return one if isinstance(one, Image.Image) else Image.fromarray(np.clip(one, 0, 255).astype(np.uint8))

    def stills(self) -> int:
        """How many stills the file holds: 1, unless it is a strip. Raises the same as `open`."""
        return len(self._read()) if self.strip else 1

    def _read(self) -> Sequence[Image.Image] | NDArray[Any]:
        try:
            if self.picture.stat().st_size > MOST_BYTES:
                raise self._error(f"has more than {MOST_BYTES >> 20} MiB")
            return self._clip() if self.picture.suffix == ".npy" else self._stills()
        except FileNotFoundError as error:
            raise self._error("is not there") from error
        except (*BROKEN, EOFError, Image.DecompressionBombError) as error:
            raise self._error("is no picture that can be read") from error

    def _stills(self) -> list[Image.Image]:
        """The whole picture, or squares of a strip, along its longer side."""
        content = self.picture.read_bytes()
        width, height = open_head(content).size
        if width * height > MOST_PIXELS:
            raise self._error(f"is {width} × {height} pixels; at most {MOST_PIXELS // 1_000_000} million can be used")
        picture = decode(content)
        if not self.strip:
            return [picture]
        side = min(picture.size)
        if picture.height >= picture.width:
            boxes = [(0, top, side, top + side) for top in range(0, picture.height - side + 1, side)]
        else:
            boxes = [(left, 0, left + side, side) for left in range(0, picture.width - side + 1, side)]
        return [picture.crop(box) for box in boxes]

    def _clip(self) -> NDArray[Any]:
        """(stills, H, W, 3), from 0 to 255. It is never unpickled, because a pickle runs code when it is opened."""
        clip = np.load(self.picture, mmap_mode="r", allow_pickle=False)
        if clip.ndim != 4 or clip.shape[3] != 3 or not clip.size or clip.dtype.kind not in "uif":
            raise self._error("is no array (stills, height, width, 3) of numbers")
        return clip  # type: ignore[no-any-return]  # numpy.load is untyped

    def _error(self, what: str) -> DatasetError:
        return DatasetError(f"{self.where}: {self.picture.name} {what}.".removeprefix(": "))


@dataclass(frozen=True, slots=True)
class DatasetStory:
    """Two frames or more, in the order in which they are told."""

    id: str  # of its own within the folder
    frames: tuple[DatasetFrame, ...]
    split: Split | None = None  # None: the data set does not say
