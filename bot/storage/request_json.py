"""Requests to JSON and back: what a job asked for must still be readable after the code has grown.

Fields that a stored request lacks take their defaults, and fields this code does not know are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from bot.domain.requests import KINDS, Request
from generation.engine import ImageRequest, Reference
from generation.shown import Control
from story.plans.plan import plan_from_json


def to_json(request: Request) -> dict[str, Any]:
    return asdict(request)


def from_json(kind: str, stored: Mapping[str, Any]) -> Request:
    """Raises KeyError for a kind this code does not know."""
    if kind == "image":
        return _image(stored)
    known = _known(KINDS[kind], stored)
    if kind == "story":
        known |= {  # JSON has lists where a story has tuples
            "sentences": tuple(known["sentences"]),
            "drawing": _image(known["drawing"]),
            "cast": tuple((name, description) for name, description in known.get("cast", ())),
            "seeds": tuple(known.get("seeds", ())),
            "kept": tuple(known.get("kept", ())),
            "plan": plan_from_json(known.get("plan")),
            "sheets": tuple((name, Reference(**_known(Reference, each))) for name, each in known.get("sheets", ())),
        }
    if kind == "plan":
        known["story"] = from_json("story", known["story"])
    if kind == "video":
        known["request"] = _image(known["request"])
    return KINDS[kind](**known)


def _image(stored: Mapping[str, Any]) -> ImageRequest:
    known = _known(ImageRequest, stored)
    known["references"] = tuple(Reference(**_known(Reference, each)) for each in stored.get("references", ()))
    if known.get("control"):
        known["control"] = Control(**_known(Control, known["control"]))
    known["loras"] = tuple((name, weight) for name, weight in stored.get("loras", ()))
    return ImageRequest(**known)


def _known(kind: type[Request | Reference | Control], stored: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in stored.items() if name in names}
