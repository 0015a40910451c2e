"""A caption tells its scene: every fact that is not a default one, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from random import Random

import pytest

from generation.storybook.scene import COLOURS, NATURAL_COLOUR, Character, Scene
from generation.storybook.tokenizer import MAX_TOKENS, split_words
from story.storybook.english.inflect import plural
from story.storybook.english.words import (
    CROWNED_NOUNS,
    FUR,
    HE_NAMES,
    HUES,
    NOUNS,
    PLACE_ADJECTIVES,
    PROP_NOUNS,
    SHE_NAMES,
    SIZE_WORDS,
    WEAR_NOUNS,
)
from story.storybook.telling.tell import caption, sample_scene

ADJECTIVES = "|".join({word for options in PLACE_ADJECTIVES.values() for word in options})
INDOORS = rf"\b(in|inside|around) (the |a |an )?(({ADJECTIVES}) )?house"
SAYS_PLACE = {
    "meadow": r"meadow|\bfield|\bpark\b|\bgrass|lawn", "forest": "forest|wood(s|land)|jungle", "hill": r"\bhill",
    "beach": r"beach|shore|\bsea(side)?\b|ocean|coast|\bsand\b(?! dunes)", "town": r"\btown|city|village|street|market",
    "room": rf"\b(bed)?room\b|at home|indoors|{INDOORS}", "lake": r"\blake|pond|river|water\b",
    "desert": "desert(?!ed)|dunes", "garden": r"garden|backyard|\byard", "farm": r"farm|\bbarn", "cave": r"\bcave",
    "castle": "castle|palace|fortress", "mountain": "mountain", "playground": "playground|schoolyard|swings|slide",
    "kitchen": "kitchen", "moon": r"\bmoon\b|\bspace|planet",
}  # fmt: skip
SAYS_TIME = {
    "sunset": r"sunset|dusk|evening|sundown|twili|sunrise|dawn|sun (is setting|sets|goes down)|golden hour",
    "night": r"night|\bdark\b|moonlight|moonlit|starlit|\bstars\b|starry",
}
SAYS_WEATHER = {"rain": r"\brain|\bwet\b|\bstorm|drizzle|pouring|bad weather", "snow": "snow|winter|wintry"}
SAYS_LANDMARK = {
    "tree": r"\btree|\boak",
    "house": r"cottage|\bhut\b|cabin|\bhouse",
    "tent": r"\btent",
    "bench": "bench",
}
SAYS_ACTION = {
    "walking": r"walk|stroll|hik|wander|march|tiptoe|\btrot", "sitting": r"\bsit|\bseat|\brest(s|ing)? on",
    "running": r"\brun|\brac(e|ing)|\bdash|\bjog|sprint|\brush|hurr(y|ies)",
    "sleeping": r"sleep|snor|\bnap|doz|slumber|dream|snooz", "jumping": r"jump|\bhop|\bleap|bounc",
    "waving": r"\bwav|hello|\bhi\b|goodbye|greet", "dancing": "danc|twirl|boog|waltz",
    "crying": r"\bcry|\bcries|weep|\bsob|tears|tearful|bawl|\bsad",
    "cheering": r"cheer(?!ful)|celebrat|rejoic|shout|throw(s|ing)? (a )?party", "singing": r"\bsing(?!le)|\bhum",
    "reading": r"\bread|\bstud(y|ies)|look(s|ing)? at (a )?picture book",
    "eating": r"\beat|munch|nibbl|lunch|dinner|breakfast|\bsnack|\bmeal|(have|has|having) (a )?picnic",
    "pointing": r"\bpoint|show(s|ing)? (the )?way", "hugging": r"\bhug(?!e)|cuddl|embrac",
    "talking": r"\btalk|\bchat|gossip|whisper|conversation|\bspeak|(tell|tells|telling) each other",
}  # fmt: skip
#: Of a thing that somebody has in hand.
HOLDS = "hold|carr|clutch|bring|deliver|with|w/|has|under|eat|fly|flies|play|beat|smell|drink"
#: Words that are part of another fact, or of none.
NOUNS_APART = "(field|tree|barn) (?=mouse|mice|mousie|frog|owl)"
MISLEADING = "|".join((
    NOUNS_APART, r"\b(while|with|w/) (it |it's |it is )?(rain|snow)s?(ing)? outside",
    f"dark (?={'|'.join(COLOURS)}|gray)", rf"\b({'|'.join(SHE_NAMES + HE_NAMES)})\b",
))  # fmt: skip


@cache
def told(count: int = 3000) -> tuple[tuple[Scene, str], ...]:
    rng = Random(1)
    scenes = [sample_scene(rng) for _ in range(count)]
    return tuple((scene, caption(scene, rng)) for scene in scenes)


@cache
def regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def says(text: str, pattern: str) -> bool:
    return regex(pattern).search(text) is not None


def without(text: str, pattern: str) -> str:
    return regex(pattern).sub("", text)


@cache
def bearers() -> dict[str, str]:
    """Every noun in singular and plural, and the kind, prop or thing worn it means."""
    tables = (CROWNED_NOUNS, NOUNS, WEAR_NOUNS, PROP_NOUNS)
    named = [(noun, key) for table in tables for key, nouns in table.items() for noun in nouns]
    return {form: key for noun, key in named for form in (noun, plural(noun))}


def mentioned(text: str) -> set[str]:
    """The kinds, props and things worn that a caption names."""
    longest_first = sorted(bearers(), key=len, reverse=True)
    found = {bearers()[noun.lower()] for noun in regex(rf"\b({'|'.join(longest_first)})\b").findall(text)}
    royal = says(text, rf"\b({'|'.join(noun for nouns in CROWNED_NOUNS.values() for noun in nouns)})\b")
    return found | ({"crown"} if royal or says(text, r"\bcrowned\b") else set())


@cache
def hues(colour: str) -> str:
    fur = [word for (_, meant), word in FUR.items() if meant == colour]
    return rf"\b({'|'.join({*HUES[colour], *fur})})\b"


def coloured(scene: Scene) -> Iterator[tuple[str, str]]:
    """Everything that has a colour, and which."""
    facts = [(scene.prop, scene.prop_colour), *((who.kind, who.colour) for who in scene.characters)]
    facts += [(who.headwear, who.headwear_colour) for who in scene.characters]
    facts += [(who.neckwear, who.neckwear_colour) for who in scene.characters]
    return ((bearer, colour) for bearer, colour in facts if bearer != "none")


def test_the_same_seed_tells_the_same() -> None:
    scenes = [scene for scene, _ in told()[:200]]
    first, again, other = ([caption(scene, rng) for scene in scenes] for rng in (Random(5), Random(5), Random(6)))
    assert first == again != other


@pytest.mark.parametrize(
    ("fact", "table"),
    [("place", SAYS_PLACE), ("time", SAYS_TIME), ("weather", SAYS_WEATHER), ("landmark", SAYS_LANDMARK)],
)
def test_surroundings_are_told_if_they_are_no_default_and_no_other_are(fact: str, table: dict[str, str]) -> None:
    for scene, text in told():
        plain = without(text, {"place": NOUNS_APART, "landmark": f"{NOUNS_APART}|{INDOORS}"}.get(fact, MISLEADING))
        for word, pattern in table.items():
            if getattr(scene, fact) != word:
                assert not says(plain, pattern), (word, text)
            elif word != "meadow":
                assert says(plain, pattern), (word, text)


def test_everybody_and_everything_is_named_and_nothing_else() -> None:
    for scene, text in told():
        shown = {bearer for bearer, _ in coloured(scene)}
        reads = {"book"} if any(who.action == "reading" for who in scene.characters) else set()
        plain = without(text, "(picture|children.?s)[ -]book|storybook (style|picture)|stars|flower garden")
        assert shown <= mentioned(plain) <= shown | reads, (mentioned(plain) ^ shown, text)


def test_every_colour_that_is_not_natural_is_told_and_no_other_colour() -> None:
    for scene, text in told():
        plain = without(text, "golden hour|green (?=fields?\\b(?! m)|hill)")
        needed = {colour for bearer, colour in coloured(scene) if colour != NATURAL_COLOUR[bearer]}
        allowed = {colour for _, colour in coloured(scene)}
        for colour in COLOURS:
            assert colour not in needed or says(plain, hues(colour)), (colour, text)
            assert colour in allowed or not says(plain, rf"\b{colour}\b"), (colour, text)


def test_every_size_that_is_not_normal_is_told() -> None:
    for scene, text in told():
        for size, options in SIZE_WORDS.items():
            if any(who.size == size for who in scene.characters):
                assert says(text, rf"\b({'|'.join(options)})\b"), text


def test_nobody_of_normal_size_is_called_small_or_big() -> None:
    adjectives = "|".join(word for options in HUES.values() for word in options)
    for scene, text in told():
        for kind in {who.kind for who in scene.characters}:
            sizes, nouns = {who.size for who in scene.characters if who.kind == kind}, "|".join(NOUNS[kind])
            for size in SIZE_WORDS.keys() - sizes:
                words = "|".join(SIZE_WORDS[size])
                assert not says(text, rf"\b({words}) (({adjectives}) )?({nouns})\b"), text


def test_what_everybody_does_is_told_and_nothing_else() -> None:
    for scene, text in told():
        plain, done = without(text, MISLEADING), {who.action for who in scene.characters}
        for action, pattern in SAYS_ACTION.items():
            assert says(plain, pattern) == (action in done), (action, text)


def test_whether_somebody_holds_the_thing_is_told() -> None:
    for scene, text in told():
        if scene.prop != "none" and scene.holder is not None:
            assert says(text, HOLDS), text
        else:
            assert not says(text, r"\bhold|\bcarr(y|ies)|clutch"), text


def test_one_scene_is_told_in_thousands_of_ways() -> None:
    fox = Character("fox", "red", headwear="hat", headwear_colour="blue", action="sleeping")
    rng, scene = Random(7), Scene("forest", "night", "snow", "tree", "ball", "blue", None, (fox,))
    assert len({" ".join(split_words(caption(scene, rng).lower())) for _ in range(3000)}) > 2500


def test_every_caption_fits_the_text_encoder() -> None:
    assert all(len(split_words(text)) <= MAX_TOKENS for _, text in told())


FOX, BLUE_FOX, OWL = Character("fox", "orange"), Character("fox", "blue"), Character("owl", "brown")
CROWNED = Character("dragon", "green", headwear="crown", headwear_colour="yellow", action="sleeping")
TYPED = {
    "two foxes, one blue, under an umbrella": Scene(
        prop="umbrella", prop_colour="blue", holder=0, characters=(BLUE_FOX, FOX)
    ),
    "a red fox in the forest": Scene("forest", characters=(Character("fox", "red"),)),
    "a fox and an owl": Scene(characters=(FOX, OWL)),
    "a fox and its friend the owl": Scene(characters=(FOX, OWL)),
    "an owl to the right of a fox": Scene(characters=(FOX, OWL)),
    "sleeping dragon with crown": Scene(characters=(CROWNED,)),
    "a girl in red": Scene(characters=(Character("girl", "red"),)),
    "a red-dressed girl": Scene(characters=(Character("girl", "red"),)),
    "empty beach": Scene("beach"),
    "a red ball on the beach": Scene("beach", prop="ball", prop_colour="red"),
    "a dog flying a kite": Scene(prop="kite", prop_colour="orange", holder=0, characters=(Character("dog", "brown"),)),
    "two cats dancing": Scene(characters=(Character("cat", "orange", action="dancing"),) * 2),
    "three mice: one red, one grey and one black": Scene(
        characters=tuple(Character("mouse", colour) for colour in ("red", "grey", "black"))
    ),
    "a fox hugging an owl": Scene(
        characters=(Character("fox", "orange", action="hugging"), Character("owl", "brown", action="hugging"))
    ),
}


@pytest.mark.parametrize("text", TYPED)
def test_what_people_type_is_in_the_language(text: str) -> None:
    rng, wanted = Random(8), split_words(text)
    told = (split_words(caption(TYPED[text], rng).lower().rstrip(".!")) for _ in range(20_000))
    assert any(wanted == said for said in told)
