"""The English words for every fact of a Scene: the door to the data tables `words_*`."""

from __future__ import annotations

from story.storybook.english.deeds import HIKES, INDOORS, MEETING, MODIFIERS, MUTUAL, TOWARDS, VERBS
from story.storybook.english.inflect import Verb, plural, verb, verbs
from story.storybook.english.places import (
    KNOWN_LANDMARKS,
    LANDMARK_NOUNS,
    LANDMARK_TAGS,
    LANDMARKS,
    ON_LANDMARK,
    PLACE_TAGS,
    SPOTS,
    STROLLS,
    Spot,
)
from story.storybook.english.sky import (
    DAYS,
    OUTSIDE,
    PLACE_ADJECTIVES,
    TIME_FACTS,
    TIME_TAGS,
    TIMES,
    WEATHER_FACTS,
    WEATHER_TAGS,
    WEATHERS,
)
from story.storybook.english.things import BESIDE, EDIBLE, HOLDING, LYING, PROP_NOUNS, THING_MOODS, USING
from story.storybook.english.ways import ALL, DETERMINERS, FRIENDS, NUMBERS, OPENERS, STYLE_TAGS, STYLES, THEY
from story.storybook.english.who import (
    CHILDREN,
    CLOTHES,
    COATS,
    CROWNED_NOUNS,
    FUR,
    HE_NAMES,
    HUES,
    MOODS,
    NOUNS,
    SHE_NAMES,
    SIZE_WORDS,
    WEAR_NOUNS,
    WEARING,
)

__all__ = [
    "ALL", "BESIDE", "CHILDREN", "CLOTHES", "COATS", "CROWNED_NOUNS", "DAYS", "DETERMINERS", "EDIBLE",
    "FRIENDS", "FUR", "HE_NAMES", "HIKES", "HOLDING", "HUES", "INDOORS", "KNOWN_LANDMARKS", "LANDMARKS",
    "LANDMARK_NOUNS", "LANDMARK_TAGS", "LYING", "MEETING", "MODIFIERS", "MOODS", "MUTUAL", "NOUNS", "NUMBERS",
    "ON_LANDMARK", "OPENERS", "OUTSIDE", "PLACE_ADJECTIVES", "PLACE_TAGS", "PROP_NOUNS", "SHE_NAMES",
    "SIZE_WORDS", "SPOTS", "STROLLS", "STYLES", "STYLE_TAGS", "THEY", "THING_MOODS", "TIMES", "TIME_FACTS",
    "TIME_TAGS", "TOWARDS", "USING", "VERBS", "WEARING", "WEAR_NOUNS", "WEATHERS", "WEATHER_FACTS",
    "WEATHER_TAGS", "Spot", "Verb", "plural", "verb", "verbs",
]  # fmt: skip
