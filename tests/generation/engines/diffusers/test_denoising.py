"""One call of the model serves all whom it can, and leaves no trace of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from generation.engine import Engine
from tests.generation.engine_contract import begin


@pytest.mark.parametrize("name", ["z-image", "qwen-image"])
def test_prompts_of_different_lengths_share_a_call(name: str, tiny_engine: Callable[[str], Engine]) -> None:
    engine: Any = tiny_engine(name)
    calls: list[object] = []
    hook = engine.pipeline.transformer.register_forward_pre_hook(lambda *call: calls.append(call))
    try:
        fox, owl = begin(engine, "a fox", 7, 1.0), begin(engine, "an owl on the moon, under a lantern", 7, 1.0)
        engine.advance([fox, owl])
        assert len(calls) == 1
        for together in (fox, owl):
            alone = begin(engine, together.request.prompt, 7, 1.0)
            engine.advance([alone])
            assert float((together.latents - alone.latents).abs().max()) < 1e-5
    finally:
        hook.remove()


def test_a_text_is_read_once_however_many_share_it(
    tiny_engine: Callable[[str], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Any = tiny_engine("chroma")
    read: list[str] = []
    original = engine.pipeline._get_t5_prompt_embeds
    monkeypatch.setattr(
        engine.pipeline, "_get_t5_prompt_embeds", lambda text, **how: (read.append(text), original(text, **how))[1]
    )
    engine.encode(["an owl at noon", "a hen at noon", "an owl at noon"], ["no moon", "no moon", "no moon"])
    engine.encode(["a hen at noon"], ["no moon"])
    assert read == ["an owl at noon", "no moon", "a hen at noon"]
