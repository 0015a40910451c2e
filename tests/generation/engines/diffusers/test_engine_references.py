"""Pictures that a model is shown: as in its plain pipeline, alone and in company, and each encoded once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
import torch
from PIL import Image

from generation.engine import DrawingRequest, Engine, EngineError, ImageRequest, Reference
from generation.loop import DrawingLoop
from generation.request.resolve import image_drawings
from story.draw import story_drawings
from story.request import StoryRequest
from tests.generation.engine_contract import assert_same, complete, draw_request
from tests.generation.small_references import small_references, striped

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
TinyEngine = Callable[[str], Engine]
FOX, OWL = striped((96, 64), (200, 90, 40)), striped((64, 128), (60, 90, 160))
SEVERAL = ("flux2-klein", "qwen-image-edit-plus")
ONE = ("flux-kontext", "qwen-image-edit")


@pytest.fixture(scope="module", autouse=True)
def _small_references() -> Iterator[None]:
    with small_references():
        yield


def asked(*references: Image.Image, **changes: Any) -> DrawingRequest:
    return DrawingRequest(
        **{"prompt": "a red fox", "seed": 7, "width": 64, "height": 32} | _DRAWN | changes, references=references
    )


_DRAWN: Any = {"num_inference_steps": 2, "guidance_scale": 1.0}


@pytest.mark.parametrize(
    ("name", "references"), [*((name, (FOX, OWL)) for name in SEVERAL), *((name, (OWL,)) for name in ONE)]
)
def test_what_it_is_shown_is_drawn_as_in_the_plain_pipeline_and_the_same_in_company(
    name: str, references: tuple[Image.Image, ...], tiny_engine: TinyEngine
) -> None:
    engine: Any = tiny_engine(name)
    request = asked(*references)
    alone = draw_request(engine, request)
    assert np.abs(np.asarray(alone) - plain(engine.pipeline, request)).max() < 0.51
    other, fewer = asked(*reversed(references), prompt="an owl", seed=8), asked(FOX, seed=9)
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("all", [_begun(engine, each) for each in (request, other, fewer)])
    for drawn, each in zip(complete(loop, "all"), (request, other, fewer), strict=True):
        assert_same(drawn, draw_request(engine, each))


@pytest.mark.parametrize("name", [*SEVERAL, *ONE])
def test_another_reference_is_another_picture_and_so_is_another_order(name: str, tiny_engine: TinyEngine) -> None:
    engine = tiny_engine(name)
    drawn = {draw_request(engine, asked(each)).tobytes() for each in (FOX, OWL)}
    if name in SEVERAL:
        drawn |= {draw_request(engine, asked(*each)).tobytes() for each in ((FOX, OWL), (OWL, FOX))}
    assert len(drawn) == (4 if name in SEVERAL else 2)


@pytest.mark.parametrize("name", SEVERAL)
def test_five_frames_with_the_same_two_references_encode_each_of_them_once(name: str, tiny_engine: TinyEngine) -> None:
    engine: Any = tiny_engine(name)
    pair = striped((96, 64), (20, 190, 40)), striped((64, 64), (90, 20, 60))
    named = (Reference("a0" * 32), Reference("b0" * 32))
    words = ("Mia is a cat.", "She runs.", "She sits.", "She eats.", "She sleeps.")
    told = StoryRequest(words, ImageRequest(" ".join(words), 5, references=named))
    with counted(engine.pipeline.vae, "encode") as encoded, seeing(engine) as seen:
        frames = story_drawings(engine, told, pair).drawings
        image_drawings(engine, ImageRequest("a dog", 5, references=named[:1]), references=pair[:1])
    assert len(frames) == 5 and encoded.call_count == 2
    assert seen.call_count == (2 if name == "qwen-image-edit-plus" else 0)  # what its language model sees of them


def test_a_frame_looks_at_the_sheets_of_who_is_in_it_and_each_is_encoded_once(tiny_engine: TinyEngine) -> None:
    engine: Any = tiny_engine("flux2-klein")
    sheets = {"a1" * 32: striped((96, 64), (20, 90, 240)), "b1" * 32: striped((64, 64), (190, 20, 60))}
    words = ("Mia and Otto wave.", "Otto runs.", "Mia sits.", "[NC] It rains.", "Mia meets Otto.")
    named = tuple(zip(("Mia", "otto"), map(Reference, sheets), strict=True))
    told = StoryRequest(words, ImageRequest(" ".join(words), 5), (("Mia", "a cat"), ("Otto", "an owl")), sheets=named)
    with counted(engine.pipeline.vae, "encode") as encoded:
        frames = [each.request for each in story_drawings(engine, told, (), sheets).drawings if each]
    assert encoded.call_count == 2
    assert [each.reference_names for each in frames] == [("Mia", "otto"), ("otto",), ("Mia",), (), ("Mia", "otto")]
    assert frames[1].references == (sheets["b1" * 32],)


def test_a_language_model_sees_two_pictures_at_once_as_each_alone(tiny_engine: TinyEngine) -> None:
    """Which is what lets each be remembered."""
    pipeline = tiny_engine("qwen-image-edit-plus").pipeline  # type: ignore[attr-defined]
    eyes = pipeline.text_encoder.model.visual
    given = pipeline.processor.image_processor(images=[FOX, OWL], return_tensors="pt")
    with torch.no_grad():
        ours = eyes(given["pixel_values"], grid_thw=given["image_grid_thw"]).pooler_output
        theirs = type(eyes).forward(eyes, given["pixel_values"], grid_thw=given["image_grid_thw"]).pooler_output
    assert ours.shape == theirs.shape and float((ours - theirs).abs().max()) < 1e-5


def seeing(engine: Any) -> Any:
    """Calls of the text encoder's own eyes, of one that has some."""
    eyes = getattr(getattr(engine.pipeline.text_encoder, "model", None), "visual", None)
    return counted(engine.pipeline.vae, "decode") if eyes is None else counted(eyes.patch_embed, "forward")


def counted(owner: Any, name: str) -> Any:
    return patch.object(owner, name, side_effect=getattr(owner, name))


def test_a_model_that_starts_from_no_picture_says_so_of_one_that_it_has_to_look_at(tiny_engine: TinyEngine) -> None:
    named = (Reference("a0" * 32),)
    with pytest.raises(EngineError, match=r"stable-diffusion looks at no pictures: .* one alone can be what"):
        image_drawings(tiny_engine("stable-diffusion"), ImageRequest("a fox", 7, references=named), references=[FOX])
    with pytest.raises(EngineError, match="latent-diffusion looks at no pictures: leave them and --ref out"):
        image_drawings(tiny_engine("latent-diffusion"), ImageRequest("a fox", 7, references=named), references=[FOX])


def test_one_that_needs_a_picture_takes_a_reference_for_it_and_refuses_words_alone(tiny_engine: TinyEngine) -> None:
    engine = tiny_engine("qwen-image-edit-plus")
    with pytest.raises(EngineError, match="draws none from words alone: attach one"):
        image_drawings(engine, ImageRequest("a fox", 7))
    [drawing] = image_drawings(engine, ImageRequest("a fox", 7, image="a0" * 32), OWL).drawings
    assert drawing.request.references == (OWL,) and drawing.request.image is None
    assert drawing.request.height > drawing.request.width  # the shape of the only picture


def _begun(engine: Engine, request: DrawingRequest) -> Any:
    return engine.begin(request, engine.encode([request.prompt], [""])[0])


def plain(pipeline: Any, request: DrawingRequest) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What the pipeline's own call draws, in values of 0 to 255."""
    kontext = {"max_area": request.width * request.height} if "Kontext" in type(pipeline).__name__ else {}
    qwen = {"true_cfg_scale": 1.0} if "Qwen" in type(pipeline).__name__ else {"guidance_scale": request.guidance_scale}
    output = pipeline(
        prompt=request.prompt,
        image=list(request.references) if len(request.references) > 1 else request.references[0],
        height=request.height,
        width=request.width,
        num_inference_steps=request.num_inference_steps,
        generator=torch.Generator().manual_seed(request.seed),
        output_type="np",
        **kontext,
        **qwen,
    )
    return np.asarray(output.images[0], dtype=np.float64) * 255
