"""The words of the world mean one fact each, are no names, and are all used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from random import Random

from generation.storybook.pipeline import DEFAULT_FOLDER
from generation.storybook.scene import (
    ACTIONS,
    COLOURS,
    HEADWEAR,
    KINDS,
    LANDMARKS,
    NECKWEAR,
    PLACES,
    PROPS,
    SIZES,
    TIMES,
    WEATHERS,
)
from generation.storybook.synonyms import SYNONYMS
from generation.storybook.tokenizer import StorybookTokenizer, split_words
from story.storybook.english import words
from story.storybook.english.inflect import Verb, plural, verb
from story.storybook.telling.tell import caption, sample_scene

#: Which facts each table has words for.
TABLES: dict[tuple[str, ...], tuple[Mapping[str, Iterable[object]], ...]] = {
    KINDS: (words.NOUNS,),
    COLOURS: (words.HUES,),
    SIZES[1:]: (words.SIZE_WORDS,),
    (*HEADWEAR[1:], *NECKWEAR[1:]): (words.WEAR_NOUNS,),
    ACTIONS: (words.VERBS, words.MODIFIERS),
    PLACES: (words.SPOTS, words.STROLLS, words.PLACE_TAGS),
    TIMES: (words.TIMES, words.TIME_TAGS, words.TIME_FACTS),
    WEATHERS: (words.WEATHER_TAGS, words.WEATHER_FACTS),
    LANDMARKS[1:]: (words.LANDMARKS, words.KNOWN_LANDMARKS, words.LANDMARK_TAGS, words.LANDMARK_NOUNS),
    PROPS[1:]: (words.PROP_NOUNS,),
}


def phrases(entry: object) -> list[str]:
    """All texts of an entry, however deep."""
    if isinstance(entry, str):
        return [entry]
    if isinstance(entry, Mapping):
        return phrases(tuple(entry.values()))
    assert isinstance(entry, Iterable)
    return [text for part in entry for text in phrases(part)]


def participles(entry: object) -> Iterator[str]:
    """The forms in "-ing" of all verbs of an entry, the commonest ones."""
    if isinstance(entry, Verb):
        yield entry.ing
        return
    parts = entry.values() if isinstance(entry, Mapping) else entry
    assert isinstance(parts, Iterable)
    for part in parts:
        yield from participles(part)


def test_every_fact_has_words() -> None:
    for facts, tables in TABLES.items():
        for table in tables:
            assert set(table) == set(facts)
            assert all(table.values())


def test_words_mean_one_fact_only() -> None:
    for tables in TABLES.values():
        for table in tables:
            counts = Counter(text for entry in table.values() for text in set(phrases(entry)) if text)
            assert counts.most_common(1)[0][1] == 1, counts.most_common(1)


def test_no_word_is_a_name() -> None:
    names = {name.lower() for name in words.SHE_NAMES + words.HE_NAMES}
    assert len(names) == len(words.SHE_NAMES + words.HE_NAMES)
    for tables in TABLES.values():
        assert not names & {word.lower() for text in phrases(tables) for word in split_words(text)}


@cache
def heard() -> set[str]:
    """The words of many captions."""
    rng = Random(1)
    typed = {word for _ in range(40_000) for word in caption(sample_scene(rng), rng).lower().split()}
    return {word for text in typed for word in split_words(text)}


def test_every_word_is_used_by_captions() -> None:
    told = {name: table for name, table in vars(words).items() if name.isupper() and name != "KNOWN_LANDMARKS"}
    told["SPOTS"] = [(spot.at for spot in spots) for spots in words.SPOTS.values()]
    for name in ("VERBS", "MUTUAL", "TOWARDS", "USING", "HOLDING"):
        told[name] = list(participles(told[name]))
    for name, table in told.items():
        missing = {word.lower() for text in phrases(table) for word in split_words(text)} - heard()
        assert not missing, (name, missing)


def test_every_synonym_leads_into_the_world() -> None:
    assert set(SYNONYMS.values()) <= heard()
    assert SYNONYMS.keys() & set(StorybookTokenizer.load(DEFAULT_FOLDER / "tokenizer").words) == set()


def test_verbs_and_nouns_are_inflected() -> None:
    assert verb("take a nap") == Verb("takes a nap", "take a nap", "taking a nap")
    assert verb("are fast asleep") == Verb("is fast asleep", "are fast asleep", "fast asleep")
    for plain, third, ing in (
        ("cry", "cries", "crying"),
        ("hug", "hugs", "hugging"),
        ("tiptoe", "tiptoes", "tiptoeing"),
    ):
        assert verb(plain) == Verb(third, plain, ing)
    assert [plural(noun) for noun in ("fox", "field mouse", "bunny", "boy", "scarf")] == [
        "foxes", "field mice", "bunnies", "boys", "scarves",
    ]  # fmt: skip
