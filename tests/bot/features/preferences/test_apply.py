"""What was decided beforehand gets into a command, unless it says otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import Imagine, Price, Restyle, Story, parse
from bot.domain.errors import Refused
from bot.domain.limits import Limits
from bot.features.preferences.apply import liked
from bot.features.preferences.preferences import Preferences
from generation.engine import ImageRequest
from story.request import StoryRequest
from tests.bot.commands.parse_kit import JOB

LIMITS = replace(Limits(), any_style=True)
DUSK = Preferences(styles={"dusk": "{} at dusk"})


def picture(line: str, likes: Preferences) -> ImageRequest:
    command = parse(line, limits=LIMITS)
    assert isinstance(command, Imagine)
    full = liked(command, likes, LIMITS)
    assert isinstance(full, Imagine)
    return full.requests[0]


def tale(line: str, likes: Preferences) -> StoryRequest:
    command = parse(line, limits=LIMITS)
    assert isinstance(command, Story)
    full = liked(command, likes, LIMITS)
    assert isinstance(full, Story)
    return full.request


def test_what_was_typed_counts_before_ones_own_default_and_that_before_the_server_s() -> None:
    likes = Preferences({"steps": "9", "n": "2"}, {"steps": "5", "ar": "16:9", "n": "3"})
    drawn = picture(".imagine a fox --n 4", likes)
    assert (drawn.num_images, drawn.num_inference_steps, drawn.aspect_ratio) == (4, 9, "16:9")


def test_a_typed_value_counts_even_where_it_is_the_usual_one() -> None:
    assert picture(".imagine a fox --n 1", Preferences({"n": "3"})).num_images == 1


def test_every_prompt_of_a_permutation_gets_the_defaults() -> None:
    command = parse(".imagine a {fox,owl}", limits=LIMITS)
    assert isinstance(command, Imagine)
    full = liked(command, Preferences({"steps": "9"}), LIMITS)
    assert isinstance(full, Imagine)
    assert [each.num_inference_steps for each in full.requests] == [9, 9]


def test_a_story_gets_what_stories_take() -> None:
    story = tale(".story Mia runs. She sleeps.", Preferences({"causal": "", "n": "3", "steps": "9", "style": "ink"}))
    assert story.causal
    assert (story.drawing.num_images, story.drawing.num_inference_steps, story.drawing.style) == (1, 9, "ink")


def test_how_far_a_start_may_change_counts_only_where_there_is_one() -> None:
    assert picture(".imagine a fox", Preferences({"strength": "0.3"})).strength is None


def test_a_server_s_style_brings_its_words() -> None:
    drawn = picture(".imagine a fox --style Dusk", DUSK)
    assert (drawn.style, drawn.style_words) == ("dusk", "{} at dusk")
    assert tale(".story A runs. B runs. --style dusk", DUSK).drawing.style_words == "{} at dusk"
    assert liked(Restyle(JOB, "dusk"), DUSK, LIMITS) == Restyle(JOB, "dusk", "{} at dusk")
    assert picture(".imagine a fox --style ink", DUSK).style_words == ""


def test_a_style_that_nobody_knows_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused, match="no style “duskk”: did you mean `dusk`"):
        picture(".imagine a fox --style duskk", DUSK)


def test_a_default_that_no_longer_goes_is_named_and_how_to_be_rid_of_it() -> None:
    with pytest.raises(Refused, match=r"`--steps` takes .* not “500”\. `defaults clear`"):
        picture(".imagine a fox", Preferences({"steps": "500"}))


def test_a_price_is_that_of_the_full_command() -> None:
    command = parse(".price imagine a fox", limits=LIMITS)
    assert isinstance(command, Price)
    assert isinstance(command.command, Imagine)
    assert command.command.given == frozenset()
