"""Phrases for where and when a caption's scene is, and with what."""

from __future__ import annotations

from random import Random

from generation.storybook.scene import SHELTERED, Scene
from story.storybook.english.nouns import a, join, pick, thing
from story.storybook.english.words import (
    BESIDE,
    DAYS,
    EDIBLE,
    HOLDING,
    LANDMARK_NOUNS,
    LANDMARKS,
    LYING,
    ON_LANDMARK,
    OUTSIDE,
    PLACE_ADJECTIVES,
    SPOTS,
    TIME_FACTS,
    TIMES,
    USING,
    WEATHER_FACTS,
    WEATHERS,
)

BEHIND = ("in the background", "nearby", "behind", "in the distance")


def place(scene: Scene, rng: Random) -> str:
    """ "in the forest"; half of the time nothing for the meadow."""
    if scene.place == "meadow" and rng.random() < 0.5:
        return ""
    return pick(rng, pick(rng, SPOTS[scene.place]).at)


def when(scene: Scene, rng: Random) -> str:
    """The time and the weather after a noun or a verb: "at night in the rain"; by default mostly nothing."""
    clear = scene.weather == "clear"
    if rng.random() < (0.12 if clear and scene.time == "day" else 0.3):
        return "on " + a(pick(rng, DAYS[scene.time, scene.weather]))
    time = "" if scene.time == "day" and rng.random() < 0.75 else pick(rng, TIMES[scene.time])
    if not clear:
        weather = pick(rng, WEATHERS[scene.weather])
        return join(time, weather) if rng.random() < 0.6 else join(weather, time)
    if scene.place in SHELTERED:
        return join(time, pick(rng, OUTSIDE) if scene.place in ("room", "kitchen") and rng.random() < 0.06 else "")
    return join(time, "under a clear sky" if scene.time == "day" and rng.random() < 0.08 else "")


def setting(scene: Scene, rng: Random, *, placed: bool = False) -> str:
    """Place, time and weather in any order; `placed` if the place has been told already."""
    at = "" if placed else place(scene, rng)
    if at and rng.random() < 0.2:
        return _coloured(scene, at, rng)
    moment = when(scene, rng)
    dice = rng.random()
    if at and moment and dice < 0.15:
        return f"{at}, {moment}"
    return join(moment, at) if dice < 0.35 else join(at, moment)


def _coloured(scene: Scene, at: str, rng: Random) -> str:
    """Time or weather as an adjective of the place: "in the snowy forest at night"."""
    article = " the " if " the " in at else " a "
    if article not in at or at.count(article) > 1:
        return join(at, when(scene, rng))
    if scene.weather != "clear":
        time = "" if scene.time == "day" else " " + pick(rng, TIMES[scene.time])
        return at.replace(article, article + pick(rng, PLACE_ADJECTIVES[scene.weather]) + " ") + time
    sunny = scene.time == "day" and scene.place in SHELTERED
    return at if sunny else at.replace(article, article + pick(rng, PLACE_ADJECTIVES[scene.time]) + " ")


def facts(scene: Scene, rng: Random) -> str:
    """Time and weather as sentences: "It is night. It is snowing.", by default nothing."""
    time = "" if scene.time == "day" and rng.random() < 0.8 else pick(rng, TIME_FACTS[scene.time])
    weather = "" if scene.weather == "clear" else pick(rng, WEATHER_FACTS[scene.weather])
    return join(weather, time) if rng.random() < 0.4 else join(time, weather)


def aside(scene: Scene, rng: Random) -> str:
    """The same within a sentence: ", it is night and it is raining"."""
    remark = facts(scene, rng).rstrip(".").replace(". ", pick(rng, (" and ", ", "))).lower()
    return pick(rng, (", ", ", ", " and ", ", and ")) + remark if remark else ""


def landmark(scene: Scene, rng: Random, action: str = "") -> str:
    """ "under a tree"; who only sits or sleeps may do so on or in it."""
    if scene.landmark == "none":
        return ""
    on = ON_LANDMARK.get(action, {}).get(scene.landmark)
    if on and rng.random() < 0.6:
        return pick(rng, on)
    if rng.random() < 0.12:
        return f"with {a(pick(rng, LANDMARK_NOUNS[scene.landmark]))} {pick(rng, BEHIND)}"
    return pick(rng, LANDMARKS[scene.landmark])


def item(scene: Scene, rng: Random) -> str:
    """The prop: "a red ball"."""
    return thing(scene.prop, scene.prop_colour, rng)


def lying(scene: Scene, rng: Random) -> str:
    """The prop that nobody holds, after somebody: "next to a red ball", "with a red ball on the ground"."""
    if rng.random() < 0.65:
        return f"{pick(rng, BESIDE)} {item(scene, rng)}"
    return f"with {item(scene, rng)} {pick(rng, LYING)}"


def held(scene: Scene, rng: Random) -> str:
    """The prop that somebody holds, after who holds it: "holding a red ball", "under an umbrella"."""
    who = scene.characters[scene.holder or 0]
    thing, dice = item(scene, rng), rng.random()
    if scene.prop == "umbrella" and dice < 0.5:
        return f"under {thing}"
    if scene.prop in USING and who.action == "standing" and dice < 0.4:
        playing = pick(rng, USING[scene.prop]).ing
        if scene.prop in ("guitar", "drum") and rng.random() >= 0.5:  # music is played on just "guitar", too
            thing = "the " + thing.split(" ", 1)[1]
        return f"{playing} {thing}"
    if dice < 0.65:
        return f"{pick(rng, HOLDING).ing} {thing}"
    if dice < 0.75:
        return f"with {thing} in {pick(rng, ('its hand', 'its hands', 'its paw', 'one hand', 'hand', 'its paws'))}"
    return f"with {thing}"


def holds(scene: Scene, rng: Random) -> str:
    """The same as a finite verb: "holds a red ball", "is carrying a lantern", "has a key"."""
    thing = item(scene, rng)
    standing = scene.characters[scene.holder or 0].action == "standing"
    verb = pick(rng, USING[scene.prop] if scene.prop in USING and standing and rng.random() < 0.3 else HOLDING)
    dice = rng.random()
    if dice < 0.2:
        return f"has {thing}"
    return f"is {verb.ing} {thing}" if dice < 0.6 else f"{verb.third} {thing}"


def eaten(scene: Scene, index: int) -> bool:
    """Whether the prop may be told as what this character eats."""
    return scene.holder == index and scene.prop in EDIBLE and scene.characters[index].action == "eating"
