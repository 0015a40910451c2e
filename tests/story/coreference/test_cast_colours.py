"""Whose a word of colour is: of the one it stands at, and of nobody else on stage."""

from __future__ import annotations

import pytest

from story.coreference.cast import cast_of


def coloured(*sentences: str) -> dict[str, bool]:
    """Of everybody on stage in the last sentence: whether any colour was told of them."""
    return {figure.name or figure.noun: figure.coloured for figure in cast_of(sentences)[-1].figures}


@pytest.mark.parametrize(
    ("sentences", "told"),
    [
        (["Ida the penguin meets a brown mouse."], {"Ida": False, "mouse": True}),
        (["Ida the penguin wakes.", "A brown mouse visits her."], {"Ida": False, "mouse": True}),
        (["A fox has a red ball."], {"fox": False}),
        (["A fox and an owl sit on a blue bench."], {"fox": False, "owl": False}),
        (["A fox finds red and green balls."], {"fox": False}),
        (["The fox walks with an owl. Its nose is red."], {"fox": False, "owl": False}),
        (["A frog and a fox dance.", "The fox turns green."], {"fox": True}),
        (["An owl looks at a fox that is blue."], {"owl": False, "fox": True}),
        (["A girl in green and a mouse wave."], {"girl": True, "mouse": False}),
        (["A boy in a green shirt and a pig wave."], {"boy": True, "pig": False}),
        (["A fox in a green shirt waves."], {"fox": True}),
        (["A white cat sleeps.", "She dances."], {"cat": True}),
    ],
)
def test_a_colour_is_of_whom_it_is_said(sentences: list[str], told: dict[str, bool]) -> None:
    assert coloured(*sentences) == told
