"""The Storybook world tells the truth, the whole truth, and is seeded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from random import Random

import pytest

from story.storybook.scene import KINDS, NATURAL_COLOUR, PROPS, Character, Scene
from story.storybook.stage import Told
from story.storybook.tell import caption, held_out, sample_scene, sample_story
from story.storybook.words import (
    DAYS,
    FUR,
    HE_NAMES,
    HUES,
    LANDMARK_TAGS,
    LANDMARKS,
    NOUNS,
    SHE_NAMES,
    SPOTS,
    STROLLS,
    TIME_FACTS,
    TIMES,
)

MANY = 4000
SAYS_PLACE = {
    "meadow": "meadow|field|park|grass", "forest": "forest|wood", "hill": "hill",
    "beach": r"beach|shore|\bsea(side)?\b",
    "town": "town|city|village|street", "room": "room|home|inside|indoors|(in|into) (the )?house",
    "lake": "lake|pond|river",
    "desert": "desert|dunes",
}  # fmt: skip
SAYS_TIME = {
    "sunset": "sunset|dusk|evening|sundown|sun is setting",
    "night": r"\bnight|nighttime|dark",
}
SAYS_WEATHER = {"rain": r"rain|\bwet", "snow": "snow(?!-white)"}
SAYS_LANDMARK = {"tree": r"\btree", "house": r"cottage|(?<!inside )(?<!in )(?<!the )(?<!empty )\bhouse"}
SAYS_ACTION = {
    "walking": "walk|stroll|hik", "sitting": r"\bsit|\bseat|\brest", "sleeping": "sleep|nap|doz",
    "jumping": "jump|hop|leap", "waving": "wav|hello",
}  # fmt: skip


def captions(seed: int, count: int = MANY) -> Iterator[tuple[Scene, str]]:
    rng = Random(seed)
    for _ in range(count):
        scene = sample_scene(rng)
        yield scene, caption(scene, rng)


def stories(seed: int, count: int = MANY, sentences: int = 4, split: str = "train") -> Iterator[tuple[Told, ...]]:
    rng = Random(seed)
    return (sample_story(rng, sentences=sentences, split=split) for _ in range(count))


def says(text: str, pattern: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def hues(colour: str) -> str:
    return "|".join({*HUES[colour], FUR.get(colour, colour)})


def test_the_same_seed_tells_the_same() -> None:
    assert list(captions(5, 50)) == list(captions(5, 50))
    assert list(stories(5, 50)) == list(stories(5, 50))
    assert list(captions(5, 50)) != list(captions(6, 50))


@pytest.mark.parametrize("fact", ["place", "time", "weather", "landmark"])
def test_a_caption_tells_every_fact_of_the_scene_that_is_not_default_and_no_other(fact: str) -> None:
    table = {"place": SAYS_PLACE, "time": SAYS_TIME, "weather": SAYS_WEATHER, "landmark": SAYS_LANDMARK}[fact]
    for scene, text in captions(1):
        for word, pattern in table.items():
            if getattr(scene, fact) != word:
                assert not says(text, pattern), (word, text)
            elif word != "meadow":
                assert says(text, pattern), (word, text)


def test_a_caption_tells_every_character_as_it_looks() -> None:
    for scene, text in captions(2):
        for who in scene.characters:
            assert says(text, rf"\b({'|'.join(NOUNS[who.kind])})\b"), text
            if who.colour != NATURAL_COLOUR[who.kind]:
                assert says(text, rf"\b({hues(who.colour)}) ({'|'.join(NOUNS[who.kind])})"), text
            if who.accessory != "none":
                assert says(text, rf"\b{who.accessory}\b"), text
                optional = "?" if who.accessory_colour == NATURAL_COLOUR[who.accessory] else ""
                assert says(text, rf"\b(({hues(who.accessory_colour)}) ){optional}{who.accessory}\b"), text


def test_a_caption_tells_nobody_who_is_not_there() -> None:
    for scene, text in captions(3):
        for kind in set(KINDS) - {who.kind for who in scene.characters}:
            assert not says(text, rf"\b({'|'.join(NOUNS[kind])})\b"), text
        assert bool(scene.characters) != says(text, "nobody|no one|empty"), text


def test_a_caption_tells_what_everybody_does_and_nothing_else() -> None:
    for scene, text in captions(4):
        done = {who.action for who in scene.characters}
        for action, pattern in SAYS_ACTION.items():
            assert says(text, pattern) == (action in done), (action, text)


def test_a_caption_tells_the_thing_and_who_holds_it() -> None:
    for scene, text in captions(5):
        held = says(text, r"holding|holds|carrying|\bhas\b|with (an? )?(([\w-]+ ){0,2})" + scene.prop)
        if scene.prop == "none":
            assert not says(text, "holding|holds|carrying|\bhas\b"), text
        else:
            optional = "?" if scene.prop_colour == NATURAL_COLOUR[scene.prop] else ""
            assert says(text, rf"\b(({hues(scene.prop_colour)}) ){optional}{scene.prop}\b"), text
            assert held or scene.holder == "ground", text


def test_one_scene_is_told_in_hundreds_of_ways() -> None:
    scene = Scene("forest", "night", "snow", "tree", "ball", "blue", "first", (Character("fox", "red", "hat", "blue"),))
    rng = Random(7)
    assert len({caption(scene, rng).lower().rstrip(".") for _ in range(MANY)}) > 500


def test_words_mean_one_fact_only() -> None:
    for tables in (TIMES, TIME_FACTS, LANDMARKS, LANDMARK_TAGS, STROLLS, NOUNS, HUES):
        words = [word for options in tables.values() for word in set(options)]
        assert len(words) == len(set(words))
    assert len({at for spots in SPOTS.values() for spot in spots for at in spot.at}) == sum(
        len(spot.at) for spots in SPOTS.values() for spot in spots
    )
    assert len({day for days in DAYS.values() for day in days}) == sum(map(len, DAYS.values()))


def test_scenes_are_possible() -> None:
    for seed, split in enumerate(("train", "test", "held_out")):
        rng = Random(seed)
        for _ in range(MANY):
            scene = sample_scene(rng, split=split)
            assert scene.place != "room" or scene.landmark == "none"
            assert len({who.kind for who in scene.characters}) == len(scene.characters)
            if scene.holder != "ground":
                holder = scene.characters[("first", "second").index(scene.holder)]
                assert scene.prop != "none" and holder.action != "sleeping"


def test_facts_come_as_often_as_wished() -> None:
    scenes = [scene for scene, _ in captions(8, 20000)]
    for fact, share in (("prop", 0.45), ("weather", 0.55), ("time", 0.6)):
        default = getattr(Scene(), fact)
        assert sum(getattr(scene, fact) == default for scene in scenes) / len(scenes) == pytest.approx(share, abs=0.02)
    for count, share in ((0, 0.08), (1, 0.55), (2, 0.37)):
        assert sum(len(scene.characters) == count for scene in scenes) / len(scenes) == pytest.approx(share, abs=0.02)


def test_as_many_characters_come_as_asked_for() -> None:
    for count in (0, 1, 2):
        assert len(sample_scene(Random(1), characters=count).characters) == count
    for wrong, split in ((3, "train"), (-1, "train"), (0, "held_out")):
        with pytest.raises(ValueError, match="characters"):
            sample_scene(Random(1), characters=wrong, split=split)
    with pytest.raises(ValueError, match="split"):
        sample_story(Random(1), split="tset")


def test_each_kind_has_one_held_out_colour_that_is_not_its_natural_one() -> None:
    for kind in KINDS:
        kept = [colour for colour in HUES if held_out(Character(kind, colour))]
        assert len(kept) == 1
        assert kept != [NATURAL_COLOUR[kind]]


@pytest.mark.parametrize("split", ["train", "test"])
def test_held_out_compositions_are_never_seen_in_training(split: str) -> None:
    rng = Random(9)
    shown = [sample_scene(rng, split=split) for _ in range(MANY)]
    shown += [told.scene for story in stories(9, split=split) for told in story]
    assert not any(held_out(who) for scene in shown for who in scene.characters)


def test_a_held_out_sample_always_starts_with_a_held_out_composition() -> None:
    rng = Random(10)
    for _ in range(MANY):
        assert held_out(sample_scene(rng, split="held_out").characters[0])
        assert held_out(sample_story(rng, split="held_out")[0].scene.characters[0])


@pytest.mark.parametrize("sentences", [2, 4, 12])
def test_a_story_has_as_many_sentences_as_asked_for_and_starts_with_somebody(sentences: int) -> None:
    for story in stories(11, 1000, sentences):
        assert len(story) == sentences
        assert story[0].scene.characters
        first = story[0].scene.characters[0]
        assert says(story[0].sentence, "|".join(NOUNS[first.kind]))
        assert not story[0].pronoun
        assert all(re.fullmatch(r"[A-Z][^.]*\.", told.sentence) for told in story)
        assert all(len(told.cast) == len(told.scene.characters) for told in story)


def test_a_sentence_shows_exactly_those_it_names() -> None:
    names = set(SHE_NAMES + HE_NAMES)
    for story in stories(12, sentences=8):
        for told in story:
            named = names.intersection(re.findall(r"\w+", told.sentence))
            assert named <= set(told.cast), told
            kinds = [kind for kind in KINDS if says(told.sentence, rf"\bthe (\w+ )?({'|'.join(NOUNS[kind])})\b")]
            assert set(kinds) <= {who.kind for who in told.scene.characters}, told
            if says(told.sentence, r"\b(they|both|friends)\b"):
                assert len(told.cast) == 2


def test_what_is_not_told_to_change_goes_on() -> None:
    anywhere = "|".join(SAYS_PLACE.values()) + "|grass|meanwhile"
    for story in stories(13, sentences=8):
        for last, told in pairwise(story):
            before, after = last.scene, told.scene
            if not says(told.sentence, anywhere):
                assert after.place == before.place, told
                assert before.landmark in ("none", after.landmark), told
            if not says(told.sentence, "night|dark|evening|sunset|sun |morning|day"):
                assert after.time == before.time, told
            if not says(told.sentence, "rain|snow"):
                assert after.weather == before.weather, told
            if after.place != before.place and after.landmark != "none":
                assert says(told.sentence, SAYS_LANDMARK[after.landmark]), told
            if after.prop not in ("none", before.prop) and set(told.cast) == set(last.cast):
                assert says(told.sentence, after.prop), told


def test_looks_only_change_when_a_sentence_says_so() -> None:
    for story in stories(14, sentences=8):
        looks: dict[str, Character] = {}
        for told in story:
            for name, who in zip(told.cast, told.scene.characters, strict=True):
                old = looks.get(name, who)
                assert (who.kind, who.colour) == (old.kind, old.colour)
                if (who.accessory, who.accessory_colour) != (old.accessory, old.accessory_colour):
                    assert says(told.sentence, "hat|scarf"), told
                looks[name] = who


def test_characters_of_a_story_stand_in_the_order_of_their_introduction() -> None:
    for story in stories(15, sentences=8):
        pairs = {told.cast for told in story if len(told.cast) == 2}
        assert len(pairs) <= 1
        assert all(story[0].cast[0] == pair[0] for pair in pairs)


def test_a_pronoun_is_only_used_for_somebody_on_stage_just_before() -> None:
    for story in stories(16, sentences=8):
        for last, told in pairwise(story):
            if re.match(r"(\w+, )?(she|he) ", told.sentence, re.IGNORECASE) and len(told.cast) == 1:
                assert set(told.cast) <= set(last.cast), told


def test_many_later_frames_need_the_context() -> None:
    later = [told.pronoun for story in stories(17) for told in story[1:]]
    assert sum(later) / len(later) >= 0.4


def test_the_story_everybody_tries_first_is_in_the_language() -> None:
    wanted = {
        "NAME the COLOUR KIND finds a PROP in the PLACE.": ("standing", "ground"),
        "She carries it up the hill.": ("walking", "first"),
        "It starts to rain.": ("standing", None),
        "She sleeps under a big tree.": ("sleeping", "ground"),
    }
    found: dict[str, Scene] = {}
    for story in stories(18, 20000):
        for told in story:
            text = re.sub(rf"\b({'|'.join(SHE_NAMES + HE_NAMES)})\b", "NAME", told.sentence)
            text = re.sub(rf"\ban? ({'|'.join(PROPS)})\b", "a PROP", text)
            for spot in SPOTS[told.scene.place]:
                text = re.sub(rf"({'|'.join(spot.at)})\.", "in the PLACE.", text)
            found[re.sub(rf"the ({'|'.join(HUES)}) ({'|'.join(KINDS)})", "the COLOUR KIND", text)] = told.scene
    for sentence, (action, holder) in wanted.items():
        assert sentence in found
        assert found[sentence].characters[-1].action == action
        assert holder in (None, found[sentence].holder)
