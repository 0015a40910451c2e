"""Engines come through their entry points, and their options are their own."""

from __future__ import annotations

import pytest

from generation.engine import EngineError
from generation.load import load_engine, needs_network

SERVICE_SETTINGS = {
    "name": "echo",
    "model": "storybook",
    "revision": "",
    "devices": ["auto"],
    "device": "cpu",
    "dtype": "auto",
    "max_batch": 8,
    "hub": False,
}


def test_an_engine_without_a_model_ignores_where_models_come_from() -> None:
    assert load_engine(SERVICE_SETTINGS).info.engine == "echo"


def test_options_of_an_engines_own_come_flat_or_under_options() -> None:
    assert load_engine({"name": "echo", "width": 64}).info.width == 64
    assert load_engine({**SERVICE_SETTINGS, "options": {"width": 64}}).info.width == 64


def test_an_unknown_engine_is_answered_with_the_known_ones() -> None:
    with pytest.raises(EngineError, match=r"no engine named 'magic'. Installed engines: diffusers, echo"):
        load_engine({"name": "magic"})


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"colour": "red"}, "The engine setting 'colour' is not usable"),
        ({"step_seconds": -1}, "The engine setting 'step_seconds' is not usable"),
        ({"width": "wide"}, "The engine setting 'width' is not usable"),
    ],
)
def test_an_option_that_cannot_be_used_is_named(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(EngineError) as caught:
        load_engine({"name": "echo", **options})
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "needed"),
    [
        ({}, False),
        ({"name": "diffusers", "model": "/srv/models/sdxl", "director": "/srv/models/qwen"}, False),
        ({"name": "diffusers", "model": "some/model", "hub": True}, True),
        ({"name": "remote"}, True),
        ({"director": "http://127.0.0.1:8080/v1"}, True),
        ({"name": "gated"}, True),  # a plug-in, of which we cannot know
    ],
)
def test_only_who_fetches_models_or_asks_servers_needs_the_network(settings: dict[str, object], needed: bool) -> None:
    assert needs_network({**SERVICE_SETTINGS, **settings}) is needed
