"""The English words for every fact of a Scene: the door to the data tables `words_*`."""

from __future__ import annotations

from story.storybook.inflect import Verb, plural, verb, verbs
from story.storybook.words_deeds import EVENTFUL, HIKES, INDOORS, MODIFIERS, MUTUAL, TOWARDS, VERBS
from story.storybook.words_places import (
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
from story.storybook.words_sky import (
    DAYS,
    HOURS,
    OUTSIDE,
    SHIFTS,
    SKIES,
    TIME_FACTS,
    TIME_TAGS,
    TIMES,
    WEATHER_FACTS,
    WEATHER_TAGS,
    WEATHERS,
)
from story.storybook.words_things import BESIDE, EDIBLE, HOLDING, LYING, PROP_NOUNS, THING_MOODS, USING
from story.storybook.words_who import (
    CHILDREN,
    CLOTHES,
    CROWNED_NOUNS,
    FUR,
    HE_NAMES,
    HEADWEAR_NOUNS,
    HUES,
    MOODS,
    NECKWEAR_NOUNS,
    NOUNS,
    SHE_NAMES,
    SIZE_WORDS,
    WEAR_NOUNS,
    WEARING,
    WORN_AT,
)

__all__ = [
    "BESIDE", "CHILDREN", "CLOTHES", "CROWNED_NOUNS", "DAYS", "EDIBLE", "EVENTFUL", "FUR",
    "HEADWEAR_NOUNS", "HE_NAMES", "HIKES", "HOLDING", "HOURS", "HUES", "INDOORS", "KNOWN_LANDMARKS", "LANDMARKS",
    "LANDMARK_NOUNS", "LANDMARK_TAGS", "LYING", "MODIFIERS", "MOODS", "MUTUAL", "NECKWEAR_NOUNS", "NOUNS",
    "ON_LANDMARK", "OUTSIDE", "PLACE_TAGS", "PROP_NOUNS", "SHE_NAMES", "SHIFTS", "SIZE_WORDS",
    "SKIES", "SPOTS", "STROLLS", "THING_MOODS", "TIMES", "TIME_FACTS", "TIME_TAGS", "TOWARDS", "USING", "VERBS",
    "WEARING", "WEAR_NOUNS", "WEATHERS", "WEATHER_FACTS", "WEATHER_TAGS", "WORN_AT", "Spot", "Verb", "plural", "verb",
    "verbs",
]  # fmt: skip
