"""Requests to JSON and back: what a job asked for must still be readable after the code has grown.

Fields that a stored request lacks take their defaults, and fields this code does not know are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from bot.values import Request
from generation.engine import ImageRequest
from story.request import StoryRequest


def kind_of(request: Request) -> str:
    return "story" if isinstance(request, StoryRequest) else "image"


def to_json(request: Request) -> dict[str, Any]:
    return asdict(request)


def from_json(kind: str, stored: Mapping[str, Any]) -> Request:
    return _story(stored) if kind == "story" else _image(stored)


def _image(stored: Mapping[str, Any]) -> ImageRequest:
    return ImageRequest(**_known(ImageRequest, stored))


def _story(stored: Mapping[str, Any]) -> StoryRequest:
    known = _known(StoryRequest, stored)
    known["sentences"] = tuple(stored["sentences"])
    known["drawing"] = _image(stored["drawing"])
    known["cast"] = tuple((name, description) for name, description in stored.get("cast", ()))
    return StoryRequest(**known)


def _known(kind: type[ImageRequest | StoryRequest], stored: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in stored.items() if name in names}
