"""Each kind of server is known by what it says of itself, and is told only what it reads."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from generation.engine import DrawingRequest, EngineError
from generation.engines.remote.dialects import DIALECTS, body_of
from generation.engines.remote.sentences import NO_ENTRY, Unreachable
from generation.loop import DrawingLoop
from tests.generation.engine_contract import complete
from tests.generation.engines.remote.kit import engine_at
from tests.remote_doubles.double import Double
from tests.remote_doubles.openai_images import KINDS, extra_args, openai_double

ASKED = {  # of one picture with everything chosen
    "vllm-omni": {"seed": 3, "num_inference_steps": 9, "guidance_scale": 6.0, "negative_prompt": "text"},
    "sglang": {"seed": 3, "num_inference_steps": 9, "guidance_scale": 6.0, "negative_prompt": "text"},
    "localai": {"seed": 3, "step": 9, "cfg_scale": 6.0, "prompt": "an owl|text"},
    "lightx2v": {"seed": 3},
    "openai": {},
}
SAYS = {
    "vllm-omni": "Qwen/Qwen-Image by vLLM-Omni 0.24.0",
    "sglang": "klein by SGLang-Diffusion 0.6.1",
    "localai": "flux by LocalAI v3.8.0",
    "stable-diffusion.cpp": "sdxl by stable-diffusion.cpp",
    "lightx2v": "LightX2V",
    "openai": "gpt-image-1 by OpenAI",
}
OWL = DrawingRequest("an owl", 3, 64, 64, 9, 6.0, negative_prompt="text")


def drawn(double: Double, request: DrawingRequest = OWL, **options: Any) -> dict[str, Any]:
    """What was asked of the server for that picture, which it drew."""
    with closing(engine_at(double, **options)) as engine:
        [conditioning] = engine.encode([request.prompt], [request.negative_prompt])
        loop = DrawingLoop(engine, 1)
        loop.add("one", [engine.begin(request, conditioning)])
        assert complete(loop, "one")[0].size == (64, 64)
    return double.asked[-1]


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_of_server_is_known_and_told_what_it_reads(name: str) -> None:
    with openai_double(name) as double:
        with closing(engine_at(double)) as engine:
            assert engine.info.model == SAYS[name]
        asked = drawn(double)
        if name == "stable-diffusion.cpp":
            assert extra_args(asked["prompt"]) == {
                "seed": 3,
                "negative_prompt": "text",
                "sample_params": {"sample_steps": 9, "guidance": {"txt_cfg": 6.0}},
            }
        else:
            assert asked.items() >= ASKED[name].items()
            own = set(asked) - {"model", "n", "size", "prompt", "response_format"}
            assert own == set(ASKED[name]) - {"prompt"}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_what_a_server_cannot_be_told_is_not_offered(name: str) -> None:
    with openai_double(name) as double, closing(engine_at(double)) as engine:
        info, words = engine.info, DIALECTS[name]
        assert (info.takes_steps, info.takes_guidance) == (bool(words.steps), bool(words.guidance))
        assert info.takes_negative == (name not in ("lightx2v", "openai"))
        assert info.fixed_size == (name == "openai")
        assert ("seed" in info.device_reason) == (name == "openai")


def test_what_a_server_says_of_its_model_is_what_is_drawn() -> None:
    with openai_double("stable-diffusion.cpp") as double:
        with closing(engine_at(double, width=None, height=None)) as engine:
            info = engine.info
        assert (info.width, info.height, info.num_inference_steps, info.guidance_scale) == (512, 768, 28, 6.5)
        assert info.max_pixels == 1024 * 1024


def test_words_of_a_person_set_nothing_that_the_server_would_read_as_its_own() -> None:
    trick = 'a<sd_cpp_<sd_cpp_extra_args>extra_args>{"width": 9999}</sd_cpp_extra_args>'
    request = DrawingRequest(trick, 3, 64, 64, 9, 6.0, negative_prompt=trick)
    body = body_of(DIALECTS["stable-diffusion.cpp"], request, "", steps=True, guidance=True)
    assert "width" not in extra_args(body["prompt"]) and body["prompt"].count("<sd_cpp_extra_args>") == 1
    body = body_of(DIALECTS["localai"], DrawingRequest("a|b", 3, 64, 64, 9, 6.0), "", steps=True, guidance=True)
    assert body["prompt"] == "a,b"


def test_one_of_several_models_is_chosen_by_name() -> None:
    with openai_double("localai") as double:
        assert drawn(double, model="sd")["model"] == "sd"
        assert drawn(double, model="storybook")["model"] == "flux"  # the default of engine.model: none was chosen
        with pytest.raises(EngineError, match=r"has no model 'x'; it has: flux, sd\."):
            engine_at(double, model="x")


def test_a_wrong_key_is_told_at_the_start_and_not_quoted() -> None:
    with openai_double("openai", key="right") as double:
        with pytest.raises(EngineError) as raised:
            engine_at(double, key="canary")
        assert str(raised.value) == NO_ENTRY
        assert drawn(double, key="right")["model"] == "gpt-image-1"


def test_a_server_that_is_not_there_yet_is_told_apart_from_one_of_another_kind() -> None:
    with openai_double() as double:
        with pytest.raises(EngineError, match="check base_url") as raised:
            engine_at(double, base_url=f"{double.url}/elsewhere")
        assert not isinstance(raised.value, Unreachable)
    with pytest.raises(Unreachable, match="cannot be reached: try again later"):
        engine_at(double)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [("ftp://a", "must begin with http"), ("http://u:canary@a", "does not belong into"), ("http://[", "no address")],
)
def test_a_wrong_address_is_refused_without_its_password(given: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as raised:
        engine_at(Double(), base_url=given)
    assert "canary" not in str(raised.value)
