from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from generation.engine import ImageRequest, LoadedEngine
from generation.load import load_engine
from generation.request.resolve import image_drawings
from generation.storybook.pipeline import StorybookPipeline, load
from generation.storybook.scene import Scene
from generation.storybook.variety import varied
from story.storybook.handwritten.prompts import prompts


@cache
def storybook() -> StorybookPipeline:
    return load()


def read(prompt: str) -> Scene:
    return storybook().scene(storybook().encode([prompt])[0])


@pytest.fixture(scope="module")
def engine() -> LoadedEngine:
    return load_engine({"name": "diffusers", "model": "storybook", "device": "cpu"})


def test_four_pictures_of_a_bare_fox_show_it_at_four_things() -> None:
    four = varied("a red fox", 7, 4, read)
    scenes = [read(prompt) for prompt in four]
    assert four[0] == "a red fox"
    assert len({scene.characters[0].action for scene in scenes}) == 4
    assert {(scene.characters[0].kind, scene.characters[0].colour) for scene in scenes} == {("fox", "red")}
    assert len({(scene.place, scene.time, scene.weather) for scene in scenes}) > 2


@pytest.mark.parametrize(
    ("prompt", "ways"),
    [
        ("a cat sitting in the meadow", 4),  # an hour, a weather, or both
        ("a cat sitting in the meadow on a sunny day", 1),
        ("a bear sleeping in the cave", 3),  # day, sunset and night: no weather comes there
        ("a pig dancing on the beach in the rain", 3),
    ],
)
def test_no_words_are_added_twice_and_where_too_few_fit_none_are(prompt: str, ways: int) -> None:
    for seed in (7, 8):
        four = varied(prompt, seed, 4, read)
        assert len(set(four)) == ways and four[ways:] == (prompt,) * (4 - ways), four
        assert all(len({_fact(read(each), "action") for each in four}) == 1 for each in four)


def test_the_same_seed_varies_in_the_same_way_and_another_one_in_another() -> None:
    assert varied("an owl", 7, 4, read) == varied("an owl", 7, 4, read)
    assert varied("an owl", 7, 4, read) != varied("an owl", 8, 4, read)


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("a cat sitting", "action"),
        ("a frog juggles", "action"),  # a deed that the model does not know is told, too
        ("a bear in the meadow", "place"),
        ("a lion in the zeppelin", "place"),
        ("a duck on a sunny day", "weather"),
        ("a pig in the daylight", "time"),
        ("a mouse at night", "time"),
        ("a dog in the snow", "weather"),
        ("a cat looking at the moon", "weather"),  # which rain would hide
        ("a bear inside", "weather"),
    ],
)
def test_what_is_said_is_the_same_in_every_picture(prompt: str, said: str) -> None:
    assert len({_fact(read(each), said) for each in varied(prompt, 5, 6, read)}) == 1


def _fact(scene: Scene, name: str) -> object:
    return scene.characters[0].action if name == "action" else getattr(scene, name)


def test_who_is_on_stage_and_what_they_have_never_varies() -> None:
    for prompt in [prompt.text for prompt in prompts()][::8]:
        scenes = [_without_the_open(read(each)) for each in varied(prompt, 3, 3, read)]
        assert scenes == scenes[:1] * 3, prompt


def _without_the_open(scene: Scene) -> Scene:
    still = tuple(replace(who, action="standing") for who in scene.characters)
    return replace(scene, place="meadow", time="day", weather="clear", characters=still)


def test_one_picture_and_one_that_chaos_varies_are_drawn_from_the_prompt(engine: LoadedEngine) -> None:
    assert image_drawings(engine, ImageRequest("a red fox", 7)).prompts == ("a red fox",)
    chaotic = image_drawings(engine, ImageRequest("a red fox", 7, num_images=3, chaos=1)).prompts
    assert not any("jumping" in prompt or "beach" in prompt for prompt in chaotic)


def test_a_picture_of_several_is_drawn_again_from_its_caption_and_its_seed(engine: LoadedEngine) -> None:
    several = image_drawings(engine, ImageRequest("a red fox", 7, num_images=3))
    again = image_drawings(engine, ImageRequest(several.prompts[2], 9))
    assert several.drawings[2].request == again.drawings[0].request
