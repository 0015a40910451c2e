"""Exactly those on stage, one by one, in every sentence of stories that people typed and saw drawn wrong."""

from __future__ import annotations

import pytest

from generation.engine import Figure
from story.coreference.cast import cast_of
from story.sentences import parse_story

#: `what is on stage in each sentence`: looks and nouns, from the cases that users reported and from their kinds.
CASES = [
    ("A boy named Max and a girl named Nora visit the farm. Nora sings. Max dances. Nora sleeps in the meadow.",
     ["boy, girl", "girl", "boy", "girl"]),
    ("Ben the frog sits by the lake. A penguin called Ida comes along. Ida waves. Ben jumps.",
     ["frog", "penguin", "penguin", "frog"]),
    ("Peter and Susan walk on the beach. Susan finds a shell. Peter jumps.", ["boy, girl", "girl", "boy"]),
    ("A little boy finds a lost cat in the garden. He takes her home to the kitchen. At night they sleep in the room.",
     ["little boy, lost cat", "little boy, lost cat", "little boy, lost cat"]),
    ("The bear was lonely because nobody came to the party. He sat on the hill.", ["bear", "bear"]),
    ("A girl has a red balloon. She gives it to the robot. The robot is happy and jumps.",
     ["girl", "girl, robot", "robot"]),
    ("A boy throws the ball to a brown dog. The dog brings the ball back.", ["boy, brown dog", "brown dog"]),
    ("The children play on the beach.", ["girl, boy"]),
    ("Three friends, a fox, a pig and an owl, sing in the forest. Then all of them sleep. The pig wakes up first.",
     ["fox, pig, owl", "fox, pig, owl", "pig"]),
    ("A mother duck and her little duckling walk by the lake.", ["big duck, small little duckling"]),
    ("An old lion gives a book to a tiny frog.", ["old lion, tiny frog"]),
    ("A green frog and a grey mouse sit by the lake. The mouse goes home. The frog sings alone.",
     ["green frog, grey mouse", "grey mouse", "green frog"]),
    ("Kip: a small blue penguin\nRosa: a big red dragon\nKip walks to the castle. Rosa is reading.",
     ["small blue penguin", "big red dragon"]),
    ("two dogs and a hedghog", ["dog, dog, hedgehog"]),
    ("ducks x2 in the rain", ["duck, duck"]),
    ("ducks x999999999 and foxes x²", ["duck, duck, fox, fox"]),
    ("mouse sits, elephant dances", ["mouse, elephant"]),
    ("2 penguins + 1 robot", ["penguin, penguin, robot"]),
    ("fox, fox, fox. night.", ["fox, fox, fox", "fox, fox, fox"]),
    ("a cat. no wait, a dog", ["cat", "dog"]),
    ("no frogs, just a duck with a cup", ["duck"]),
    ("Rosa Rabbit meets Grandpa elephant.", ["rabbit, elephant"]),
    ("This is Bobo, he's a bear.", ["bear"]),
    ("His friend the mouse waves. The king, an old lion, looks on.", ["mouse", "old lion"]),
    ("A bear cub finds his big brother.", ["bear, big bear"]),
    ("a giant pink bear", ["giant pink bear"]),
]  # fmt: skip


def told(figure: Figure) -> str:
    return f"{figure.looks} {figure.noun}".strip()


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:40] for text, _ in CASES])
def test_exactly_those_on_stage_are_told_one_by_one(text: str, expected: list[str]) -> None:
    story = parse_story(text)
    casts = cast_of(story.sentences, story.cast)
    assert [", ".join(map(told, cast.figures)) for cast in casts] == expected


def test_what_is_put_on_is_worn_until_it_is_taken_off() -> None:
    story = ["A pig stands there.", "He puts on a blue scarf and a yellow hat.", "He jumps.", "He takes off his hat."]
    assert [cast.figures[0].wears for cast in cast_of(story)] == [
        (), ("blue scarf", "yellow hat"), ("blue scarf", "yellow hat"), (),
    ]  # fmt: skip


def test_nobody_can_tell_who_is_there_is_not_nobody_is_there() -> None:
    [weather, nobody] = cast_of(["It snows on the hill.", "Nobody is there."])
    assert weather.guidance is None and nobody.guidance == ()


def test_a_colour_counts_as_told_once_it_was_said_while_somebody_was_there() -> None:
    plain, coloured = cast_of(["A girl waves.", "She wears all blue."])
    assert not plain.figures[0].coloured and coloured.figures[0].coloured
