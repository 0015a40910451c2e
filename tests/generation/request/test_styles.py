"""Styles wrap a prompt and never change the words in it."""

from __future__ import annotations

import pytest

from generation.engine import EngineError, EngineInfo, ImageRequest
from generation.request.resolve import drawing_request
from generation.request.styles import STYLES, apply_style


def test_no_style_leaves_a_prompt_alone() -> None:
    assert apply_style(None, "a red fox") == ("a red fox", "")


@pytest.mark.parametrize("style", STYLES)
def test_every_style_keeps_the_words_and_adds_its_own(style: str) -> None:
    prompt, negative_prompt = apply_style(style, "a {red} fox, 100% {}")
    assert "a {red} fox, 100% {}" in prompt and prompt != "a {red} fox, 100% {}" and negative_prompt


def test_every_template_has_one_place_for_the_prompt() -> None:
    assert len(STYLES) >= 8 and all(style.template.count("{}") == 1 for style in STYLES.values())


def test_an_unknown_style_is_answered_with_the_known_ones() -> None:
    with pytest.raises(EngineError, match=r"no style named 'baroque'.*watercolor, ink"):
        apply_style("baroque", "a fox")


def test_a_style_s_former_name_is_drawn_as_the_one_it_has_now() -> None:
    assert apply_style("paper", "a fox") == apply_style("papercut", "a fox") and "paper" not in STYLES
    info = EngineInfo("diffusers", "Storybook", "cpu", "", 64, 64, 8, 2.0, styles=("papercut",))
    assert drawing_request(info, ImageRequest("a fox", 0, style="paper"), "a fox", 0).style == "papercut"
