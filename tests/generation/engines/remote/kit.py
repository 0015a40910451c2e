"""Engines in front of doubles, which draw small."""

from __future__ import annotations

from typing import Any

from generation.engines.remote import RemoteEngine
from generation.engines.remote.options import RemoteOptions
from tests.remote_doubles.double import Double


def engine_at(double: Double, **options: Any) -> RemoteEngine:
    return RemoteEngine(RemoteOptions.model_validate({"base_url": double.url, "width": 64, "height": 64, **options}))
