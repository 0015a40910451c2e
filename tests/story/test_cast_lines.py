"""A colon may stand anywhere in a story; only who is plainly introduced is no picture (YarnSpinner#17)."""

from __future__ import annotations

import pytest

from story.sentences import parse_story

INTRODUCTIONS = {
    "Mia: a small red fox\nShe wakes. She runs.": ("Mia", "a small red fox"),
    "Mia: a red fox with a scarf. She wakes. She runs.": ("Mia", "a red fox with a scarf"),
    "Leo the lion : golden, with a crown\nThe lion roars.": ("Leo the lion", "golden, with a crown"),
    "Mia:green hat\nMia wakes.": ("Mia", "green hat"),
    "R2: has a blue dome\nR2 rolls. R2 stops.": ("R2", "has a blue dome"),
    "Old Tom: glasses, a grey coat\nTom reads. He sleeps.": ("Old Tom", "glasses, a grey coat"),
    "小明：一个男孩。\n小明跑了。": ("小明", "一个男孩"),
    "Jean-Luc: bald, in red\nJean-Luc sits. Mia bows.": ("Jean-Luc", "bald, in red"),
    "O'Brien: grey hair\nO'Brien sits. Mia bows.": ("O'Brien", "grey hair"),
    "Mr. Fox: a fox in a suit\nMr. Fox runs. Mia bows.": ("Mr. Fox", "a fox in a suit"),
    "Zoë: ein kleiner Fuchs\nZoë läuft.": ("Zoë", "ein kleiner Fuchs"),
}


@pytest.mark.parametrize("told, introduced", INTRODUCTIONS.items(), ids=INTRODUCTIONS)
def test_who_is_described_before_the_story_is_introduced(told: str, introduced: tuple[str, str]) -> None:
    parsed = parse_story(told)
    assert parsed.cast == (introduced,)
    assert parsed.sentences


@pytest.mark.parametrize(
    "first",
    [
        "At 5:30 Mia the red fox wakes.",
        "Panel 1: Mia walks up the hill.",
        "Panel one: a fox.",
        "Scene: a forest at night.",
        "Chapter Two: Mia wakes.",
        "Day 2: the fox returns.",
        "Night: a fox wakes.",
        "Suddenly: a bang!",
        "Mia :) walks",
        "Mia: I am cold.",
        "Mia: “I am cold.”",
        "Mia: come here!",
        "Mia: wakes up.",
        "Harbour: a ship leaves the pier.",
        "Title: The Fox",
        "Ratio 16:9 is wide.",
        "Note: keep it dark",
        "Look at https://example.com, says Mia.",
        r"Mia\: a red fox.",
    ],
)
def test_a_sentence_with_a_colon_is_a_picture_like_any_other(first: str) -> None:
    parsed = parse_story(f"{first} Mia runs. Mia sleeps.")
    assert parsed.cast == ()
    assert " ".join(parsed.sentences) == f"{first} Mia runs. Mia sleeps."


@pytest.mark.parametrize(
    "told",
    [
        "Mia: My hat is gone. Leo: Your hat is here. Mia looks.",
        "Mia: Good morning.\nLeo: Good night.\nMia: Bye.",
        "Mia: hello there Leo\nLeo: hi Mia\nMia: bye",
        "Mia: A storm is coming.\nLeo: The boat is ready.\nMia: Two of us can row.",
        "Mia: One more time.\nLeo: Fine.\nMia wins.",
        "Paris: a city in the rain. Mia walks. She sings.",
        "Red: a color of love. Mia paints in red. She smiles.",
        "The Forest: a dark place.\nMia walks into the forest. She hides.",
        "Kitchen: a pot boils over. Mia runs to the kitchen.",
        "Mia: :)\nLeo: :(\nMia runs.",
        "Recipe: a cup of flour. Mia bakes. She eats.",
        "Garden: a rose, a bench. Mia sits in the garden. She reads.",
    ],
)
def test_what_somebody_says_and_where_it_is_are_pictures_too(told: str) -> None:
    parsed = parse_story(told)
    assert parsed.cast == ()
    assert " ".join(parsed.sentences) == " ".join(told.split())


@pytest.mark.parametrize(
    "looks",
    [
        "a fox who is small",
        "is a red fox",
        "my sister, a red fox",
        "a city mouse",
        "an old house cat, grey",
        "two foxes",
    ],
)
def test_a_description_may_say_is_and_name_a_place(looks: str) -> None:
    assert parse_story(f"Mia: {looks}\nMia wakes. She runs.").cast == (("Mia", looks),)


@pytest.mark.parametrize("told", ["狐狸说：我饿了。狐狸睡了。", "场景一：森林。狐狸跑了。", "小明：我饿了。小明睡了。"])
def test_scenes_and_speech_without_spaces_are_pictures_too(told: str) -> None:
    assert parse_story(told).cast == () and "".join(parse_story(told).sentences) == told
