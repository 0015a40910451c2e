"""One contract over all families: as the plain pipeline draws, alone, in company and in stories; --no, and a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from generation.engine import DrawingRequest, Engine, EngineError, ImageRequest, Reference
from generation.engines.diffusers import controlnet
from generation.engines.diffusers.families import FAMILIES, family_of
from generation.engines.diffusers.families.whole_pipeline import TRUE_GUIDANCE
from generation.engines.diffusers.gguf_file import reads_gguf
from generation.engines.diffusers.lora_files import loadable_parts
from generation.engines.diffusers.sharing.layouts import LAYOUTS
from generation.load import load_engine
from generation.loop import DrawingLoop
from generation.request.resolve import image_drawings
from story.draw import alone, story_drawings
from story.request import StoryRequest
from tests.generation.engine_contract import ROUNDING, complete, draw_request, pixels
from tests.generation.small_references import small_references, striped

STEPWISE = (
    "stable-diffusion",
    "stable-diffusion-xl",
    "stable-diffusion-3",
    "flux",
    "pixart-alpha",
    "pixart-sigma",
    "sana",
    "z-image",
    "qwen-image",
    "qwen-image-edit",
    "qwen-image-edit-plus",
    "flux2-klein",
    "chroma",
    "lumina2",
    "flux-kontext",
)
WHOLE = ("stable-diffusion-pag",)
# Of the weights that made a family known; a model that was tuned from them may have another.
LICENCES = {
    "stable-diffusion": "rules of use",
    "stable-diffusion-xl": "rules of use",
    "stable-diffusion-3": "free below a turnover",
    "flux": "schnell open, dev non-commercial",
    "pixart-alpha": "rules of use",
    "pixart-sigma": "rules of use",
    "sana": "its maker's own",
    "z-image": "open",
    "qwen-image": "open",
    "qwen-image-edit": "open",
    "qwen-image-edit-plus": "open",
    "flux2-klein": "4B open, 9B non-commercial",
    "chroma": "open",
    "lumina2": "open",
    "flux-kontext": "dev non-commercial",
}
ROOT = Path(__file__).parents[5]
FOX, OWL = striped((48, 32), (200, 90, 40)), striped((32, 64), (60, 90, 160))
SEVERAL = re.compile("Plus|Klein")  # classes that take a list
# diffusers' own pipelines use what diffusers and numpy deprecate.
pytestmark = [
    pytest.mark.filterwarnings("ignore:`FluxPosEmbed` is deprecated:FutureWarning"),
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
]
TinyEngine = Callable[[str], Engine]
Draw = Callable[[str, DrawingRequest], Image.Image]


@pytest.fixture(scope="module", autouse=True)
def _small_references() -> Iterator[None]:
    with small_references():
        yield


@pytest.fixture(scope="module")
def drawn(tiny_engine: TinyEngine) -> Draw:
    """(family, request) → its picture, drawn alone, and once only."""

    @cache
    def picture(name: str, request: DrawingRequest) -> Image.Image:
        return draw_request(tiny_engine(name), request)

    return picture


def requests(engine: Engine) -> tuple[DrawingRequest, DrawingRequest]:
    """One that is guided away from something, as far as the model can be, and one with nothing of it."""
    takes = engine.info.guided and engine.info.takes_negative
    guided = DrawingRequest("a red fox", 7, 64, 32, 2, 3.0, "a dull fog over it" if takes else "")
    unguided = DrawingRequest("a red fox", 7, 64, 32, 2, 1.0)
    shown = (FOX,) if engine.info.needs_image else ()
    return replace(guided, references=shown), replace(unguided, references=shown)


@pytest.mark.parametrize("name", [*STEPWISE, *WHOLE])
def test_it_is_drawn_as_the_plain_pipeline_draws_it(name: str, tiny_engine: TinyEngine, drawn: Draw) -> None:
    engine: Any = tiny_engine(name)
    for request in requests(engine):
        expected = plain(engine.pipeline, request)
        assert expected.shape == (32, 64, 3) and expected.std() > 10  # a flat picture would prove nothing
        assert (
            np.abs(np.asarray(drawn(name, request)) - expected).max() < 0.51
        )  # equal, but for where a half is rounded


@pytest.mark.parametrize("name", [*STEPWISE, *WHOLE])
def test_three_at_once_and_a_story_in_company_are_what_each_is_alone(
    name: str, tiny_engine: TinyEngine, drawn: Draw
) -> None:
    engine = tiny_engine(name)
    shown = (FOX,) if engine.info.needs_image else ()
    named = (Reference("f0" * 32),) * len(shown)
    told = ImageRequest("a red fox", 6, num_images=3, num_inference_steps=2, references=named)
    drawing = ImageRequest("Mia is a cat. She sleeps.", 5, references=named)
    story = StoryRequest(("Mia is a cat.", "She sleeps."), drawing)
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("three", image_drawings(engine, told, references=shown).drawings)
    loop.step()
    frames = [each for each in story_drawings(engine, story, shown).drawings if each is not None]
    loop.add("story", frames)
    three, panels = complete(loop, "three"), complete(loop, "story")
    assert len({each.tobytes() for each in (*three, *panels)}) == 5
    [by_itself] = image_drawings(engine, alone(story, 1), references=shown).drawings
    [seventh] = image_drawings(engine, replace(told, seed=7, num_images=1), references=shown).drawings
    for together, single in ((three[1], seventh), (panels[1], by_itself)):
        assert np.abs(pixels(together) - pixels(drawn(name, single.request))).max() <= ROUNDING + 1e-9


@pytest.mark.parametrize("name", [*STEPWISE, *WHOLE])
def test_what_is_to_be_left_out_changes_the_picture_or_is_refused(
    name: str, tiny_engine: TinyEngine, drawn: Draw
) -> None:
    engine = tiny_engine(name)
    guided, unguided = requests(engine)
    if guided.negative_prompt:
        assert drawn(name, guided).tobytes() != drawn(name, unguided).tobytes()
    else:
        with pytest.raises(EngineError, match="draws only what is told"):
            image_drawings(engine, ImageRequest("a fox", 7, negative_prompt="fog", guidance_scale=3.0))


@pytest.mark.parametrize("name", [*STEPWISE, *WHOLE])
def test_half_precision_without_bfloat16_draws(
    name: str, tiny_folder: Callable[[str], Path], tiny_engine: TinyEngine, drawn: Draw
) -> None:
    """cases/models.md 4: an autoencoder that is kept in float32 gets its latents in float32."""
    options = {"threads": 1}
    half = load_engine({"name": "diffusers", "model": str(tiny_folder(name)), "dtype": "float16", "options": options})
    [guided, _] = requests(tiny_engine(name))
    difference = np.abs(pixels(draw_request(half, guided)) - pixels(drawn(name, guided)))
    assert 0 < difference.mean() < 0.03


@pytest.fixture(scope="module")
def table(tiny_engine: TinyEngine) -> str:
    """What `generation/README.md` says of each family, as the engine says it."""
    rows = [_row(name, tiny_engine(name)) for name in LICENCES]
    able = (
        "start picture",
        "references",
        "`--no`",
        "guidance",
        "LoRA",
        "GGUF",
        "inpaint",
        "control",
        "shared",
        "licence",
    )
    head = ("model", "drawn", *able)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))


def _row(name: str, engine: Any) -> tuple[str, ...]:
    info, pipeline = engine.info, type(engine.pipeline)
    return (
        pipeline.__name__.removesuffix("Pipeline"),
        "step by step" if pipeline.__name__ in FAMILIES else "whole",
        "yes" if info.starts_from_image and info.takes_strength else "no",
        {0: "no", 1: "one"}.get(info.references, f"up to {info.references}"),
        "yes" if info.guided and info.takes_negative else "no",
        f"{info.guidance_scale:g}",
        "yes" if loadable_parts(engine.pipeline) else "no",
        "yes" if reads_gguf(type(getattr(engine.pipeline, "transformer", None))) else "no",
        "yes" if info.inpaints else "no",
        "yes" if pipeline.__name__ in controlnet.PIPELINES else "no",
        _shared(engine),
        LICENCES[name],
    )


def _shared(engine: Any) -> str:
    """Whether a story's frames can look at each other, and whether they know where in a picture somebody is."""
    pipeline = type(engine.pipeline)
    if pipeline.__name__ not in LAYOUTS:
        return "no"
    [told] = engine.encode(["Mia the fox wakes"], [""])
    family: Any = family_of(pipeline.__name__)(engine.pipeline, "cpu")
    return "by character" if family.places(told.prompt, ["fox"]) else "whole pictures"


def test_the_readme_says_of_each_family_what_it_can(table: str) -> None:
    assert table in (ROOT / "generation" / "README.md").read_text(encoding="utf-8"), f"its table should be:\n{table}"


def plain(pipeline: Any, request: DrawingRequest) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What the pipeline's own call draws, from an equal generator, in values of 0 to 255."""
    away, scale, name = request.negative_prompt, request.guidance_scale, type(pipeline).__name__
    given: dict[str, Any] = {"guidance_scale": scale} | ({"negative_prompt": away} if away else {})
    if name.startswith("QwenImage"):
        given = {"true_cfg_scale": scale} | ({"negative_prompt": away} if away else {})
    elif name == "Flux2KleinPipeline":  # its call knows negative prompts only as their tokens
        given = {"guidance_scale": scale} | (
            {"negative_prompt_embeds": pipeline.encode_prompt(away)[0]} if away else {}
        )
    elif name == "FluxKontextPipeline":
        given |= {"max_area": request.width * request.height} | ({"true_cfg_scale": TRUE_GUIDANCE} if away else {})
    if request.references:
        given |= {"image": [*request.references] if SEVERAL.search(name) else request.references[0]}
    output = pipeline(
        prompt=request.prompt,
        height=request.height,
        width=request.width,
        num_inference_steps=request.num_inference_steps,
        generator=torch.Generator().manual_seed(request.seed),
        output_type="np",
        **given,
    )
    return np.asarray(output.images[0], dtype=np.float64) * 255
