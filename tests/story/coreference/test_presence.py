"""Who is only spoken of is not on stage: those who wish, toys, and what somebody is said to be."""

from __future__ import annotations

import pytest

from story.coreference.cast import cast_of


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("Mum says draw a lion with a bow", ["lion"]),
        ("for my nephew: a robot racing a dragon", ["robot", "dragon"]),
        ("a girl with her old teddy", ["girl"]),
        ("a bear just caught a fish", ["bear"]),
        ("A fish swims.", ["fish"]),
        ("A rabbit put on a crown and now she was a queen.", ["rabbit"]),
        ("a cat, no wait, a dog in the snow", ["dog"]),
        ("Mia dreams of a dragon.", ["girl"]),
    ],
)
def test_only_who_is_there_is_told(text: str, nouns: list[str]) -> None:
    [cast] = cast_of([text])
    assert [figure.noun for figure in cast.figures] == nouns
