"""`{fox,owl}` groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.errors import CommandError
from bot.commands.permutations import escaped, permute


def test_a_prompt_without_groups_is_itself() -> None:
    assert permute("a fox, an owl", 8) == ["a fox, an owl"]


def test_groups_multiply_and_the_last_changes_fastest() -> None:
    assert permute("{a,b}-{1, 2}!", 8) == ["a-1!", "a-2!", "b-1!", "b-2!"]


# Significant-Gravitas/AutoGPT#9194, adieyal/sd-dynamic-prompts#482: text with braces that is no template
@pytest.mark.parametrize(
    "prompt",
    [
        '{"scene": "a fox in the snow", "style": "ink"}',
        '{"scene": {"who": "a fox, an owl"}, "tags": ["a", "b"]}',
        "{'scene': 'a fox', 'style': 'ink'}",
        "{scene: a fox, style: ink}",
        *("a {fox}", "{}", "a {fox", "a fox}", "an owl, a fox}", "}a,b{", r"C:\fox", "{a {b}}", ":-{"),
    ],
)
def test_braces_without_a_choice_are_drawn_as_they_stand(prompt: str) -> None:
    assert permute(prompt, 8) == [prompt]


@pytest.mark.parametrize(
    "prompt, drawn",
    [
        (r"\{fox,owl\}", ["{fox,owl}"]),
        (r"\{", ["{"]),
        (r"\\\{", ["\\{"]),
        (r"\{{a,b}\}", ["{a}", "{b}"]),
        (r"{a\, b,c}", ["a, b", "c"]),
    ],
)
def test_a_backslash_makes_a_brace_a_letter(prompt: str, drawn: list[str]) -> None:
    assert permute(prompt, 8) == drawn


@given(st.text('{},\\a :"', max_size=12))
def test_what_is_escaped_reads_back(text: str) -> None:
    assert permute(escaped(text), 1) == [text]


@pytest.mark.parametrize("prompt", ["a {fox,owl", "{a,{b,c}}", "{{a,b}"])
def test_unpaired_and_nested_braces_are_refused(prompt: str) -> None:
    with pytest.raises(CommandError, match=r"Every `\{` needs its `\}`"):
        permute(prompt, 8)


@pytest.mark.parametrize("prompt", ["{,}", "{fox,}", "{fox, ,owl}"])
def test_a_group_needs_choices(prompt: str) -> None:
    with pytest.raises(CommandError, match="two or more words with commas between"):
        permute(prompt, 8)


def test_too_many_prompts_are_refused_before_they_are_made() -> None:
    assert len(permute("{a,b}" * 3, 8)) == 8
    with pytest.raises(CommandError, match="make 1,606,938,044,258,990,275,541,962,092"):
        permute("{a,b}" * 200, 8)
