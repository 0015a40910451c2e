"""`{fox,owl}` groups."""

from __future__ import annotations

import pytest

from bot.commands.errors import CommandError
from bot.commands.permutations import permute


def test_a_prompt_without_groups_is_itself() -> None:
    assert permute("a fox, an owl", 8) == ["a fox, an owl"]


def test_groups_multiply_and_the_last_changes_fastest() -> None:
    assert permute("{a,b}-{1, 2}!", 8) == ["a-1!", "a-2!", "b-1!", "b-2!"]


@pytest.mark.parametrize("prompt", ["a {fox", "a fox}", "{a,{b,c}}", "}a,b{", "{{a,b}"])
def test_unpaired_and_nested_braces_are_refused(prompt: str) -> None:
    with pytest.raises(CommandError, match=r"Every `\{` needs its `\}`"):
        permute(prompt, 8)


@pytest.mark.parametrize("prompt", ["{}", "{fox}", "{fox,}", "{fox, ,owl}"])
def test_a_group_needs_choices(prompt: str) -> None:
    with pytest.raises(CommandError, match="two or more words with commas between"):
        permute(prompt, 8)


def test_too_many_prompts_are_refused_before_they_are_made() -> None:
    assert len(permute("{a,b}" * 3, 8)) == 8
    with pytest.raises(CommandError, match="make 1,606,938,044,258,990,275,541,962,092"):
        permute("{a,b}" * 200, 8)
