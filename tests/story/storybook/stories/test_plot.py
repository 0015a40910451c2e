"""A story's frames are what a careful reader infers from its sentences, and say what must be remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from random import Random

import pytest

from generation.storybook.facts import FACTS, fact_indices
from generation.storybook.scene import NATURAL_COLOUR, PAIR_ACTIONS, SHELTERED, Character, Scene
from generation.storybook.tokenizer import MAX_TOKENS, split_words
from story.sentences import parse_story
from story.storybook.english.words import HE_NAMES, NOUNS, PROP_NOUNS, SHE_NAMES, SPOTS
from story.storybook.sampling import BARE, HANDS_FULL, held_out, split_of
from story.storybook.stories.opening import cast_story, open_story
from story.storybook.stories.plot import EVENTS, sample_story
from story.storybook.stories.recall import recall
from story.storybook.stories.stage import StoryFrame

LEAVING = r"\b(leaves?|left|go(es)? (home|away)|went (home|away)|has to go|had to go|walk(s|ed) away)\b"
ANYWHERE = (
    "|".join(
        {to for spots in SPOTS.values() for spot in spots for to in (*spot.to, *spot.at)}
        | {f"back to the {spot.noun}" for spots in SPOTS.values() for spot in spots}
        | {"back home", "back to space", "into the house", "back (for|to get|to|into)", "return"}
    )
    .replace(" a ", " (a|the) ")
    .replace("on the ground", "on the (ground|floor)")
)
SAYS_TIME = "night|dark|evening|sunset|dusk|sun |light|morning|day"


@cache
def stories(split: str = "train", sentences: int = 8, count: int = 800) -> tuple[tuple[StoryFrame, ...], ...]:
    rng = Random(f"{split} {sentences}")
    return tuple(sample_story(rng, sentences=sentences, split=split) for _ in range(count))


def frames() -> Iterator[StoryFrame]:
    return (told for story in stories() for told in story)


def steps() -> Iterator[tuple[StoryFrame, StoryFrame]]:
    return (step for story in stories() for step in pairwise(story))


def nouns(who: Character) -> str:
    return "|".join({*NOUNS[who.kind], "princess", "prince", "queen", "king", "polar bear"})


def says(text: str, pattern: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


@pytest.mark.parametrize("sentences", [2, 4, 12])
def test_a_story_has_as_many_sentences_as_asked_for_and_starts_with_somebody_it_names(sentences: int) -> None:
    for story in stories(sentences=sentences, count=300):
        assert len(story) == sentences
        assert story[0].scene.characters
        assert not story[0].pronoun and not story[0].recall


def test_the_same_seed_tells_the_same() -> None:
    assert sample_story(Random(5), sentences=8) == sample_story(Random(5), sentences=8)
    assert sample_story(Random(5), sentences=8) != sample_story(Random(6), sentences=8)


def test_sentences_are_well_formed_and_short_enough_to_be_read() -> None:
    for told in frames():
        assert re.fullmatch(r"[A-Z\"].*[.!?\"]", told.sentence), told
        assert not says(told.sentence, r"[{}~]|  | [,.]|,,|\.\.|it up up"), told
        assert says(told.sentence, "la la") or not says(told.sentence, r"\b(\w+) \1\b"), told
        assert len(split_words(told.sentence)) <= MAX_TOKENS, told


def test_a_told_story_is_cut_into_the_same_sentences_again() -> None:
    for story in stories(count=400):
        sentences = tuple(told.sentence for told in story)
        if any(sentence.endswith('"') for sentence in sentences):
            continue  # '"Hello?" Noah cried, ...' may go on
        assert parse_story(" ".join(sentences)).sentences == sentences


def test_every_scene_can_be_drawn() -> None:
    for told in frames():
        scene = told.scene
        fact_indices(scene)
        actions = [who.action for who in scene.characters]
        assert len(told.cast) == len(set(told.cast)) == len(scene.characters) <= 3
        assert scene.weather == "clear" or scene.place not in SHELTERED
        assert scene.landmark == "none" or scene.place not in BARE
        assert len(actions) > 1 or not set(actions) & set(PAIR_ACTIONS), told
        assert actions.count("hugging") != 1, told
        if scene.holder is not None:
            assert scene.prop != "none" and actions[scene.holder] not in HANDS_FULL, told


def test_a_text_belongs_to_one_split_only() -> None:
    for split in ("train", "validation", "test"):
        for story in stories(split, 4, 100):
            assert split_of(" ".join(told.sentence for told in story)) == split
    with pytest.raises(ValueError, match="split"):
        sample_story(Random(1), split="tset")


def test_held_out_compositions_lead_their_own_split_and_are_in_no_other() -> None:
    assert all(held_out(story[0].scene.characters[0]) for story in stories("held_out", 4, 300))
    assert not any(held_out(who) for told in frames() for who in told.scene.characters)


def test_everything_that_may_happen_happens() -> None:
    happened = set()
    for seed in range(300):
        stage = cast_story(Random(seed), "train")
        open_story(stage)
        for _ in range(30):
            event = stage.rng.choice(list(EVENTS))
            if stage.on and event(stage, stage.rng.choice(stage.on)) is not None:
                happened.add(event)
    assert happened == set(EVENTS)


def test_one_two_or_three_are_on_stage_and_sometimes_nobody() -> None:
    counts = [len(told.scene.characters) for told in frames()]
    for count, share in ((0, 0.005), (1, 0.4), (2, 0.25), (3, 0.07)):
        assert counts.count(count) / len(counts) > share


def test_many_later_frames_name_nobody() -> None:
    later = [told.pronoun for story in stories() for told in story[1:]]
    assert sum(later) / len(later) >= 0.3


def test_who_is_named_is_on_stage_unless_leaving() -> None:
    names = set(SHE_NAMES + HE_NAMES)
    for told in frames():
        named = names.intersection(re.findall(r"\w+", told.sentence))
        assert named <= set(told.cast) or says(told.sentence, LEAVING), told
        if not told.pronoun:
            for name, who in zip(told.cast, told.scene.characters, strict=True):
                assert name in named or says(told.sentence, rf"\b({nouns(who)})\b"), told


def test_a_group_shows_as_many_as_its_word_says() -> None:
    for told in frames():
        unquoted = re.sub(r'"[^"]*"', "", told.sentence)
        if says(unquoted, r"\b(both|two friends)\b"):
            assert len(told.cast) >= 2, told
        if says(unquoted, r"\b(all three|three friends|they all|all of them)\b"):
            assert len(told.cast) == 3, told


def test_a_pronoun_means_somebody_who_was_on_stage() -> None:
    for last, told in steps():
        if (
            says(told.sentence, r"^(She|He|It) \w+s ")
            and len(told.cast) == 1
            and not says(told.sentence, r"^It (rain|snow|is|st|be|ge)")
        ):
            assert set(told.cast) <= set(last.cast) or says(told.sentence, LEAVING), told


def test_what_is_not_told_to_change_goes_on() -> None:
    for last, told in steps():
        before, after = last.scene, told.scene
        if not says(told.sentence, ANYWHERE):
            assert after.place == before.place, (last, told)
        if after.place == before.place:
            assert before.landmark in ("none", after.landmark), told
        if not says(told.sentence, SAYS_TIME):
            assert after.time == before.time, told
        if not says(told.sentence, "rain|snow") and {before.place, after.place}.isdisjoint(SHELTERED):
            assert after.weather == before.weather, told


def test_the_weather_outdoors_is_remembered_indoors() -> None:
    returned = 0
    for story in stories():
        outdoors = "clear"
        for told in story:
            if says(told.sentence, "rain|snow|wet|storm|winter"):
                outdoors = ""  # told anew: learnt from the next frame outdoors
            elif told.scene.place not in SHELTERED and outdoors:
                assert told.scene.weather == outdoors, story
                returned += outdoors != "clear"
            if told.scene.place not in SHELTERED:
                outdoors = told.scene.weather
    assert returned > 100


def test_looks_only_change_when_a_sentence_says_so() -> None:
    for story in stories():
        looks: dict[str, Character] = {}
        for told in story:
            for name, who in zip(told.cast, told.scene.characters, strict=True):
                old = looks.get(name, who)
                assert (who.kind, who.colour, who.size) == (old.kind, old.colour, old.size)
                if (who.headwear, who.headwear_colour, who.neckwear) != (
                    old.headwear,
                    old.headwear_colour,
                    old.neckwear,
                ):
                    assert says(
                        told.sentence, r"\b(wear|wore|put|tri|tak|took|los|swap|chang|giv|gave|lend|lent|wind)"
                    ), told
                looks[name] = who


def test_characters_stand_in_the_order_of_their_introduction() -> None:
    for story in stories():
        order: list[str] = []
        for told in story:
            order += [name for name in told.cast if name not in order]
            assert list(told.cast) == sorted(told.cast, key=order.index), story


def test_a_thing_left_behind_is_seen_again_where_it_was() -> None:
    found_again = 0
    for story in stories(sentences=12, count=600):
        left: Scene | None = None
        away = False
        for told in story:
            scene = told.scene
            if left is not None and scene.place == left.place and away:
                assert (scene.prop, scene.prop_colour) == (left.prop, left.prop_colour), story
                found_again += 1
            if scene.prop != "none":
                left = scene if scene.holder is None else None
            away = left is not None and scene.place != left.place
    assert found_again > 100


def test_nobody_goes_back_for_what_is_not_there() -> None:
    for told in frames():
        if says(told.sentence, r"\b(go|goes|went|run|runs|ran|walks?|walked) back (for|to get) "):
            assert told.scene.prop != "none" and told.scene.holder is None, told
            assert says(told.sentence, rf"\b(it|{'|'.join(PROP_NOUNS[told.scene.prop])})\b"), told


def test_recall_names_what_the_last_two_sentences_do_not_say() -> None:
    for story in stories():
        for k, told in enumerate(story):
            assert set(told.recall) <= set(FACTS)
            lately = " ".join(each.sentence for each in story[max(0, k - 1) : k + 1])
            for n, who in enumerate(told.scene.characters, 1):
                said = says(lately, rf"\b({nouns(who)})\b")
                if who.kind not in ("bear", "pig", "fox", "cat"):  # whose nouns are parts of others
                    assert said != (f"kind{n}" in told.recall), (n, told, lately)
            if "prop" in told.recall:
                things = lately.replace("sun rose", "")
                assert not says(things, rf"\b({'|'.join(PROP_NOUNS[told.scene.prop])})\b"), (told, lately)
            if "time" in told.recall:
                assert not says(re.sub(r'"[^"]*"', "", lately), "night|evening|sunset|dusk"), (told, lately)
            if "weather" in told.recall:
                assert not says(lately, "rain|snow"), (told, lately)


def test_recall_is_of_facts_that_are_not_default_and_were_told_long_ago() -> None:
    fox = Character("fox", "blue", size="small", headwear="hat", headwear_colour=NATURAL_COLOUR["hat"])
    scene = Scene(place="lake", time="night", prop="kite", prop_colour="pink", holder=0, characters=(fox,))
    told = {"lake": 0, "time": 2, "prop": 1, "prop_colour": 0, "holds": 1}
    look = {"kind": 2, "colour": 0, "size": 1, "headwear": 0, "headwear_colour": 0}
    assert recall(scene, told, [look], 0) == ("place", "prop_colour", "colour1", "headwear1")
    assert set(recall(scene, told, [look], 1)) >= {"prop", "holds1", "size1"}
    assert recall(Scene(characters=(Character("fox", "orange"),)), {}, [{"kind": 0}], -1) == ()


def test_stories_are_told_in_hundreds_of_ways() -> None:
    shapes = set()
    known = {noun for nouns in (*NOUNS.values(), *PROP_NOUNS.values()) for noun in nouns} | set(SHE_NAMES + HE_NAMES)
    for told in frames():
        shapes.add(re.sub(r"\w+", lambda word: "X" if word[0] in known else word[0], told.sentence))
    assert len(shapes) > 3000
