"""Kinds of files: the one table of media types, suffixes and limits."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PNG = "image/png"
# How files of each media type end; the first is by far the commonest.
SUFFIXES: Mapping[str, str] = MappingProxyType(
    {PNG: ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif", "video/mp4": ".mp4"}
)
MIMES: Mapping[str, str] = MappingProxyType({suffix: mime for mime, suffix in SUFFIXES.items()})
# What can be attached, by Pillow's name of its format.
IMAGE_FORMATS: Mapping[str, str] = MappingProxyType(
    {"PNG": PNG, "JPEG": "image/jpeg", "MPO": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
)
VIDEO_FORMATS = ("mp4", "webp", "gif")
MAX_FILE = 9 * 2**20  # bytes: what every place takes, Discord's 10 MiB with its form around it among them
