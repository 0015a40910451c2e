"""Chaos gives the pictures of one request times and weathers of their own."""

from __future__ import annotations

from generation.engine import ImageRequest
from generation.engines.echo import EchoEngine, EchoOptions
from generation.request.chaos import vary_prompt
from generation.request.resolve import image_drawings

ENGINE = EchoEngine(EchoOptions())


def told(prompt: str, chaos: int, seeds: range = range(400)) -> list[str]:
    return [vary_prompt(prompt, seed, chaos) for seed in seeds]


def test_without_chaos_pictures_differ_by_their_seed_alone() -> None:
    assert set(told("a fox", 0)) == {"a fox"}
    request = ImageRequest("a fox", seed=7, num_images=4)
    assert {each.request.prompt for each in image_drawings(ENGINE, request).drawings} == {"a fox"}


def test_full_chaos_gives_every_picture_a_time_and_a_weather() -> None:
    assert {prompt.count(", ") for prompt in told("a fox", 100)} == {2}
    assert len(set(told("a fox", 100))) == 12


def test_more_chaos_changes_more_of_the_pictures() -> None:
    changed = [sum(prompt != "a fox" for prompt in told("a fox", chaos)) for chaos in (0, 10, 50, 100)]
    assert changed == sorted(changed)
    assert 40 < changed[1] < 120  # 19 of 100 where two things each change in 10 of 100


def test_what_the_prompt_tells_stays() -> None:
    assert {prompt.count(", ") for prompt in told("a fox at night", 100)} == {1}
    assert set(told("a fox in the snow at dusk", 100)) == {"a fox in the snow at dusk"}


def test_one_picture_of_many_can_be_drawn_again_alone() -> None:
    many = image_drawings(ENGINE, ImageRequest("a fox", seed=7, num_images=4, chaos=60, style="ink"))
    third = image_drawings(ENGINE, ImageRequest("a fox", seed=9, chaos=60, style="ink"))
    assert third.drawings[0].request == many.drawings[2].request
    assert third.prompts[0] == many.prompts[2]
    assert many.drawings[2].request.prompt.startswith(f"an ink drawing of {many.prompts[2]}")
