"""What is slow to make and asked for again: the same references in every frame of a story, and in the next one."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from hashlib import sha256
from typing import Generic, TypeVar

from PIL import Image

Made = TypeVar("Made")


class Remembered(Generic[Made]):
    """The values of the keys that were asked for last."""

    def __init__(self, most: int) -> None:
        self._most, self._values = most, dict[Hashable, Made]()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        value = self._values.pop(key) if key in self._values else make()
        self._values[key] = value  # as the last
        while len(self._values) > self._most:
            self._values.pop(next(iter(self._values)))
        return value


def digest(image: Image.Image) -> str:
    """What two equal pictures have in common, and no others: the hash of size and pixels."""
    return sha256(repr((image.mode, image.size)).encode() + image.tobytes()).hexdigest()
