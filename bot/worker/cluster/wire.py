"""The messages of `bot.worker.messages` as JSON: between machines nothing is unpickled that a person wrote.

A message is `[its class, the kind of its request or "", its fields]`; bytes are {"base64": …}. What does not fit is
refused.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from functools import cache
from types import MappingProxyType
from typing import Any, get_args

from pydantic import TypeAdapter

from bot.domain.requests import KINDS, kind_of
from bot.worker.messages import FromWorker, StartJob, ToWorker

_MESSAGES = (*get_args(ToWorker), *get_args(FromWorker))
_CLASSES = MappingProxyType({each.__name__: each for each in _MESSAGES})


def encode(message: ToWorker | FromWorker) -> bytes:
    kind = kind_of(message.request) if isinstance(message, StartJob) else ""
    return json.dumps([type(message).__name__, kind, asdict(message)], default=_in_base64).encode()


def decode(text: bytes) -> Any:
    """The message, a `ToWorker` or a `FromWorker`. Raises ValueError for what is none."""
    try:
        name, kind, fields = json.loads(text, object_hook=_from_base64)
        if kind:  # by its name: two kinds may have the same fields
            fields["request"] = _adapter(KINDS[kind]).validate_python(fields["request"])
        return _adapter(_CLASSES[name]).validate_python(fields)
    except (KeyError, TypeError) as error:
        raise ValueError("not a message of this Vignette's: is every node as new as the service?") from error


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _in_base64(value: object) -> dict[str, str]:
    if not isinstance(value, bytes):
        raise TypeError(f"{type(value).__name__} is no plain value")
    return {"base64": b64encode(value).decode()}


def _from_base64(given: dict[str, Any]) -> Any:
    return b64decode(given["base64"], validate=True) if given.keys() == {"base64"} else given
