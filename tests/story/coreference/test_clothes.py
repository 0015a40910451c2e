"""What somebody wears is read beside the noun, and where it is put on or taken off."""

from __future__ import annotations

import pytest

from story.coreference.clothes import dressed, outfit_at, takes_off


@pytest.mark.parametrize(
    ("text", "worn"),
    [
        ("He puts on a green hat.", "a green hat"),
        ("She wore a yellow bow and a red cape.", "a yellow bow and a red cape"),
        ("All of them wore red caps.", "red caps"),
        ("She puts it on.", "a crown"),
        ("a bear that is wearing a tie", ""),  # is not what the subject puts on
    ],
)
def test_what_is_put_on_is_worn(text: str, worn: str) -> None:
    assert dressed("", text, "crown") == worn


def test_another_hat_takes_the_place_of_the_first_and_the_scarf_stays() -> None:
    assert dressed("a blue scarf and a red hat", "He puts on a green hat.", "") == "a blue scarf and a green hat"


def test_clothes_come_off() -> None:
    assert takes_off("He takes off his hat.") and takes_off("She takes her scarf off.")
    assert not takes_off("He takes the ball.")


def test_an_outfit_follows_its_noun() -> None:
    assert outfit_at("a fox with a green scarf runs", 5) == (24, "a green scarf")
    assert outfit_at("a fox runs", 5) is None
