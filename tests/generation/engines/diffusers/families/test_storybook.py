"""The embedded model's classes keep the engine contract."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch

from generation.engine import Engine, EngineError, ImageRequest
from generation.engines.diffusers.families.storybook import StorybookDrawing
from generation.load import load_engine
from generation.request.resolve import image_drawings
from generation.storybook.scene import Character, Scene
from story.draw import story_drawings
from story.request import StoryRequest
from tests.generation.engine_contract import EngineContract, begin, draw
from tests.generation.tiny_storybook import save_tiny_storybook


@pytest.fixture(scope="module")
def storybook(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = save_tiny_storybook(tmp_path_factory.mktemp("storybook"))
    return load_engine({"name": "diffusers", "model": str(folder), "options": {"threads": 1}})


CROWDED = Scene(
    landmark="tree",
    prop="ball",
    characters=(Character("fox", "red"), Character("cat", "grey"), Character("owl", "blue")),
)


class TestStorybookEngine(EngineContract):
    @pytest.fixture
    def engine(self, storybook: Engine) -> Engine:
        return storybook


def test_it_names_the_words_it_does_not_know(storybook: Engine) -> None:
    assert image_drawings(storybook, ImageRequest("a red dragonfly", seed=7)).ignored_words == ("dragonfly",)


def test_it_names_the_words_it_draws_as_others(storybook: Engine) -> None:
    assert image_drawings(storybook, ImageRequest("red foxes", seed=7)).read_as == (("foxes", "fox"),)
    told = story_drawings(storybook, StoryRequest(("Red foxes.", "The foxes."), ImageRequest("", seed=7)))
    assert told.read_as == (("foxes", "fox"),)


def test_it_refuses_guidance_and_negative_prompts_that_it_would_not_follow(storybook: Engine) -> None:
    with pytest.raises(EngineError, match="draws without guidance"):
        image_drawings(storybook, ImageRequest("a fox", seed=7, guidance_scale=5.0))
    with pytest.raises(EngineError, match="cannot be told what to leave out"):
        image_drawings(storybook, ImageRequest("a fox", seed=7, negative_prompt="fog"))


def test_it_draws_one_size_only_and_says_which(storybook: Engine) -> None:
    with pytest.raises(EngineError, match="Tiny Storybook draws only 64×64"):
        image_drawings(storybook, ImageRequest("a fox", seed=7, aspect_ratio="16:9"))
    assert len(image_drawings(storybook, ImageRequest("a fox", seed=7, aspect_ratio="1:1")).drawings) == 1


def test_it_draws_what_its_parts_draw_by_hand(storybook: Engine) -> None:
    pipeline = storybook.pipeline  # type: ignore[attr-defined]  # of this engine
    drawing = begin(storybook, "a red fox", seed=7)
    latents, layers = drawing.latents.clone(), drawing.layers
    embeds = pipeline.layer_embeds(drawing.scene, layers)
    pipeline.scheduler.set_timesteps(4)
    for timestep in pipeline.scheduler.timesteps:
        velocity = pipeline.transformer(latents, timestep.expand(len(layers)), encoder_hidden_states=embeds)
        latents = pipeline.scheduler.step(velocity, timestep, latents).prev_sample
    while drawing.step < drawing.num_steps:
        storybook.advance([drawing])
    assert (drawing.latents - latents).abs().max() < 1e-4


def test_drawings_of_different_layer_counts_advance_in_one_batch_as_they_do_alone(storybook: Engine) -> None:
    together = [_with_scene(storybook, scene) for scene in (Scene(), CROWDED)]
    alone = [_with_scene(storybook, scene) for scene in (Scene(), CROWDED)]
    assert len(together[0].layers) < len(together[1].layers)
    storybook.advance(together)
    for drawing in alone:
        storybook.advance([drawing])
    for one, other in zip(together, alone, strict=True):
        assert (one.latents - other.latents).abs().max() < 1e-4


def test_a_character_starts_from_the_same_noise_wherever_it_stands(storybook: Engine) -> None:
    fox, cat = Character("fox", "red"), Character("cat", "grey")
    first, second = (_with_scene(storybook, Scene(characters=cast)) for cast in ((fox, cat), (cat, fox)))
    assert torch.equal(_latents_of(first, "fox"), _latents_of(second, "fox"))
    assert not torch.equal(_latents_of(first, "fox"), _latents_of(first, "cat"))


def _with_scene(engine: Engine, scene: Scene) -> StorybookDrawing:
    """A drawing of a given scene, whatever the untrained text encoder would tell."""
    family = engine._family  # type: ignore[attr-defined]  # of this engine
    conditioning = engine.encode(["a fox"], [""])[0]
    request = begin(engine, "a fox", seed=7).request
    pipeline = family.pipeline
    heads, pipeline.fact_heads = pipeline.fact_heads, SimpleNamespace(scenes=lambda slots: [scene])
    try:
        drawing: StorybookDrawing = engine.begin(request, conditioning)
    finally:
        pipeline.fact_heads = heads
    return drawing


def _latents_of(drawing: StorybookDrawing, kind: str) -> torch.Tensor:
    [row] = [
        k
        for k, layer in enumerate(drawing.layers)
        if layer.role == "figure" and drawing.scene.characters[layer.index].kind == kind
    ]
    return drawing.latents[row]


def test_its_previews_are_full_pictures(storybook: Engine) -> None:
    assert storybook.preview(begin(storybook, "a fox", seed=7)).size == draw(storybook, "a fox", seed=7).size


def test_a_style_it_renders_leaves_the_prompt_and_what_is_drawn_alone(storybook: Engine) -> None:
    """shared/cases/storybook.md: watercolour brought rain, ink a white fox."""
    plain, inked = (
        image_drawings(storybook, ImageRequest("a red fox", seed=7, style=style)) for style in (None, "ink")
    )
    assert inked.drawings[0].request.prompt == "a red fox" and inked.drawings[0].request.style == "ink"
    assert (inked.ignored_words, inked.read_as) == (plain.ignored_words, plain.read_as)
    one, other = plain.drawings[0], inked.drawings[0]
    assert isinstance(one, StorybookDrawing) and isinstance(other, StorybookDrawing)
    assert one.scene == other.scene and torch.equal(one.latents, other.latents)
    assert storybook.preview(one).tobytes() == storybook.preview(other).tobytes()
    pixels = [picture.tobytes() for picture in storybook.finish([one, other])]
    assert pixels[0] != pixels[1]


@pytest.mark.parametrize(("style", "words"), [("photo", ""), ("dusk", "{} at dusk")])
def test_a_style_it_cannot_render_is_refused_with_those_it_can(storybook: Engine, style: str, words: str) -> None:
    asked = ImageRequest("a fox", seed=7, style=style, style_words=words)
    with pytest.raises(EngineError, match=rf"cannot draw in the style '{style}'; it can in: picture-book, watercolor"):
        image_drawings(storybook, asked)


def test_words_that_chaos_added_are_not_named_as_unknown(storybook: Engine) -> None:
    """shared/cases/storybook.md, "words that are not theirs": "fog" was blamed on who had not written it."""
    drawn = image_drawings(storybook, ImageRequest("a red dragonfly", seed=7, num_images=6, chaos=100))
    assert any("," in prompt for prompt in drawn.prompts) and drawn.ignored_words == ("dragonfly",)


def test_a_story_is_rendered_in_one_style_with_its_words_alone(storybook: Engine) -> None:
    told = story_drawings(storybook, StoryRequest(("Red foxes.", "The foxes."), ImageRequest("", seed=7, style="ink")))
    assert [each.request.style for each in told.drawings if each] == ["ink", "ink"]
    assert told.ignored_words == ("The",) and told.read_as == (("foxes", "fox"),)
