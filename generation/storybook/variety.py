"""What a prompt leaves open, told in another way for each of several pictures, so that there is something to choose.

"A red fox" four times is four times the same fox in the same meadow: the model reads what is not said as it was taught,
and its noise moves little more than the sun. So each picture but the first is drawn from the prompt and a few words
more, which its caption shows: what somebody does, where they are, at what hour, in what weather. What is said stays: a
phrase is only taken where the model, reading both, finds no other fact changed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, product

from generation.request.chaos import TOLD_TIME, TOLD_WEATHER
from generation.storybook.scene import COLOURS, HEADWEAR, KINDS, NECKWEAR, PLACES, PROPS, SHELTERED, Scene
from generation.storybook.tokenizer import split_words
from generation.storybook.world import CALLED

_POSES = {word: word for word in ("waving", "walking", "sitting", "jumping", "dancing", "cheering")}
_PLACES = {f"in the {word}": word for word in ("forest", "garden", "playground")} | {
    "on the beach": "beach",
    "on a hill": "hill",
    "by the lake": "lake",
    "at the farm": "farm",
}
_TIMES = {"at sunset": "sunset", "at night": "night"}
_WEATHERS = {"in the rain": "rain", "in the snow": "snow"}
#: Somewhere, even where the model knows no such place: "in the zeppelin".
_HOUR_OR_WEATHER = re.compile(
    r"\b(?:at (?:sunset|night|noon|dawn|dusk)|in the (?:rain|snow|fog|sun|dark|morning|evening|afternoon|night))\b",
    re.I,
)
#: Where no weather comes, or what it would hide.
_NO_WEATHER = re.compile(r"\b(?:in(?:side|doors)|home|house|room|cave|moon|stars?|sky|sunrise|rainbow)\b", re.I)
_SOMEWHERE = re.compile(
    r"\b(?:in(?:side)?|on|at|by|near|under|over|behind|through|to|into|from|across|around|outside|above|below)\b"
    r"|\b(?:meadow|grass|field|lawn|park)s?\b",
    re.IGNORECASE,
)
#: Words that tell who somebody is, what they have and where they are, and nothing that they do.
_NO_DEED = frozenset(
    {*KINDS, *CALLED, *COLOURS, *PROPS, *HEADWEAR, *NECKWEAR, *PLACES, *(f"{kind}s" for kind in KINDS), "foxes", "mice"}
    | {"a", "an", "the", "of", "in", "on", "at", "by", "and", "with", "wearing", "wears", "one", "two", "three"}
    | {
        ",",
        ".",
        "little",
        "small",
        "tiny",
        "big",
        "large",
        "night",
        "sunset",
        "rain",
        "snow",
        "day",
        "morning",
        "evening",
    }
)
_BARE = Scene()  # what the model reads where nothing is said


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Some words more, and the scene as it would be with them."""

    words: str
    fact: str  # which one of the scene it tells
    changed: Callable[[Scene], Scene]


def varied(prompt: str, seed: int, count: int, read: Callable[[str], Scene]) -> tuple[str, ...]:
    """What each of `count` pictures is drawn from, the first from the prompt itself; `read` tells a prompt's scene.

    No two have the same words more; where the prompt leaves too little open for that, the last have none.
    """
    read = cache(read)
    scene, chance = read(prompt), random.Random(f"variety {seed}")
    poses, settings = list(_poses(prompt, scene)), list(_settings(prompt, scene))
    prompts = [prompt]
    for phrases in (poses, settings):
        chance.shuffle(phrases)
    for _ in range(1, count):
        told, wanted = prompt.rstrip(" ,.!?…"), scene
        for phrases in (poses, settings):
            for phrase in phrases:
                longer, expected = f"{told}, {phrase.words}", phrase.changed(wanted)
                if read(longer) == expected:
                    told, wanted = longer, expected
                    phrases.append(phrases.pop(phrases.index(phrase)))  # the next picture has another one
                    break
        if told in prompts:
            told = next((each for each in _others(prompt, scene, poses, settings, read) if each not in prompts), prompt)
        prompts.append(told)
    return tuple(prompts)


def _others(
    prompt: str, scene: Scene, poses: Sequence[_Phrase], settings: Sequence[_Phrase], read: Callable[[str], Scene]
) -> Iterator[str]:
    """Every prompt with one phrase more, then with two that tell different facts."""
    single = [*settings, *poses]
    pairs = [*product(poses, settings), *combinations(settings, 2)]
    for phrases in [*((each,) for each in single), *(pair for pair in pairs if pair[0].fact != pair[1].fact)]:
        told, wanted = prompt.rstrip(" ,.!?…"), scene
        for phrase in phrases:
            told, wanted = f"{told}, {phrase.words}", phrase.changed(wanted)
        if read(told) == wanted:
            yield told


def _poses(prompt: str, scene: Scene) -> Iterator[_Phrase]:
    """For those of whom only is told who they are."""
    if not scene.characters or not _NO_DEED.issuperset(map(str.lower, split_words(prompt))):
        return
    for words, action in _POSES.items():
        yield _Phrase(words, "action", lambda scene, action=action: _doing(scene, action))  # type: ignore[misc]  # bound by value


def _settings(prompt: str, scene: Scene) -> Iterator[_Phrase]:
    if scene.place == _BARE.place and not _SOMEWHERE.search(_HOUR_OR_WEATHER.sub(" ", prompt)):
        yield from _changes(_PLACES, "place")
    if scene.time == _BARE.time and not TOLD_TIME.search(prompt):
        yield from _changes(_TIMES, "time")
    told = TOLD_WEATHER.search(prompt) or _NO_WEATHER.search(prompt)
    if scene.weather == _BARE.weather and scene.place not in SHELTERED and not told:
        yield from _changes(_WEATHERS, "weather")


def _changes(phrases: dict[str, str], fact: str) -> Iterator[_Phrase]:
    for words, value in phrases.items():
        yield _Phrase(words, fact, lambda scene, value=value: replace(scene, **{fact: value}))  # type: ignore[misc]


def _doing(scene: Scene, action: str) -> Scene:
    return replace(scene, characters=tuple(replace(who, action=action) for who in scene.characters))
