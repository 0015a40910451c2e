"""The messages of `bot.worker.messages` as JSON: between machines nothing is unpickled that a person wrote.

A message is `[its class, the kind of its request or "", its fields]`; bytes are {"base64": …}. What does not fit is
refused.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import MISSING, asdict, fields, replace
from functools import cache
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel, TypeAdapter, create_model

from bot.domain.requests import KINDS, kind_of
from bot.worker.messages import EngineReady, FromWorker, StartJob, ToWorker
from generation.engine import EngineInfo
from generation.storybook.world import StorybookWorld

_MESSAGES = (*get_args(ToWorker), *get_args(FromWorker))
_CLASSES = MappingProxyType({each.__name__: each for each in _MESSAGES})


def encode(message: ToWorker | FromWorker) -> bytes:
    kind = kind_of(message.request) if isinstance(message, StartJob) else ""
    if isinstance(message, EngineReady):
        # Of worlds the Storybook's alone: a plug-in's may be anything, and what it cannot draw is told while drawing.
        world = message.info.world
        words = sorted(world.words) if isinstance(world, StorybookWorld) else None
        content = {**asdict(replace(message.info, world=None)), "world": words}
    else:
        content = asdict(message)
    return json.dumps([type(message).__name__, kind, content], default=_in_base64).encode()


def decode(text: bytes) -> Any:
    """The message, a `ToWorker` or a `FromWorker`. Raises ValueError for what is none."""
    try:
        name, kind, given = json.loads(text, object_hook=_from_base64)
        if name == EngineReady.__name__:
            words = TypeAdapter(frozenset[str] | None).validate_python(given["world"])
            plain = dict(_plain_info().model_validate(given))
            return EngineReady(EngineInfo(**plain, world=None if words is None else StorybookWorld(words)))
        if kind:  # by its name: two kinds may have the same fields
            requests: Any = KINDS[kind]
            given["request"] = _adapter(requests).validate_python(given["request"])
        return _adapter(_CLASSES[name]).validate_python(given)
    except (KeyError, TypeError) as error:
        raise ValueError("not a message of this Vignette's: is every node as new as the service?") from error


@cache
def _plain_info() -> type[BaseModel]:
    """All that an engine says of itself but its world, which is an object of some class."""
    kinds = get_type_hints(EngineInfo)
    own = {
        each.name: (kinds[each.name], ... if each.default is MISSING else each.default) for each in fields(EngineInfo)
    }
    del own["world"]
    return create_model("EngineInfo", **own)  # type: ignore[call-overload, no-any-return]


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _in_base64(value: object) -> dict[str, str]:
    if not isinstance(value, bytes):
        raise TypeError(f"{type(value).__name__} is no plain value")
    return {"base64": b64encode(value).decode()}


def _from_base64(given: dict[str, Any]) -> Any:
    return b64decode(given["base64"], validate=True) if given.keys() == {"base64"} else given
