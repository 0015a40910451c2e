"""Tells a scene with one or two characters as a phrase or a clause."""

from __future__ import annotations

from random import Random

from story.storybook.nouns import a, describe, introduce, join, outfit, pick, thing
from story.storybook.nouns import doing as action_verb
from story.storybook.scene import Scene
from story.storybook.words import (
    DAYS,
    HE_NAMES,
    LANDMARKS,
    MODIFIERS,
    NOUNS,
    SHE_NAMES,
    SPOTS,
    STROLLS,
    TIME_FACTS,
    TIMES,
    WEATHER_FACTS,
    WEATHERS,
    Verb,
)

NAMES = SHE_NAMES + HE_NAMES
STROLLING = {form for verb in ("walk", "stroll") for form in (verb, verb + "s", verb + "ing", f"is {verb}ing")}
BESIDE = ("next to", "beside", "near", "by")


def _place(scene: Scene, rng: Random) -> str:
    if scene.place == "meadow" and rng.random() < 0.5:
        return ""
    return pick(rng, pick(rng, SPOTS[scene.place]).at)


def when(scene: Scene, rng: Random) -> str:
    """The time and the weather after a noun or a verb: "at night in the rain"; by default mostly nothing."""
    clear, inside = scene.weather == "clear", scene.place == "room"
    if rng.random() < (0.15 if clear and scene.time == "day" else 0.35):
        return "on " + a(pick(rng, DAYS[scene.time, scene.weather]))
    time = "" if scene.time == "day" and rng.random() < 0.7 else pick(rng, TIMES[scene.time])
    if clear:
        return join(time, "under a clear sky" if not inside and rng.random() < 0.1 else "")
    weather = pick(rng, WEATHERS[inside][scene.weather])
    return join(time, weather) if rng.random() < 0.7 or "while" in weather else join(weather, time)


def _landmark(scene: Scene, rng: Random) -> str:
    return "" if scene.landmark == "none" else pick(rng, LANDMARKS[scene.landmark])


def _ground(scene: Scene, rng: Random, doing: str) -> str:
    """Where the thing nobody holds lies: "next to a red ball"."""
    item = thing(scene.prop, scene.prop_colour, rng)
    if "ground" not in doing and rng.random() < 0.3:
        return f"{pick(rng, BESIDE)} {item} on the ground"
    return f"{pick(rng, BESIDE)} {item}"


def _carried(scene: Scene, rng: Random, doing: str, *, dressed: bool) -> str:
    """How the only character holds the thing: "while holding a red ball"."""
    item = thing(scene.prop, scene.prop_colour, rng)
    if doing and rng.random() < 0.5:
        return f"{pick(rng, ('while', 'and'))} {'carrying' if 'walk' in doing else 'holding'} {item}"
    return f"holding {item}" if dressed and not doing else f"with {item}"


def _thing_by_one(scene: Scene, rng: Random, doing: str) -> str:
    if scene.prop == "none":
        return ""
    if scene.holder == "ground":
        return _ground(scene, rng, doing)
    return _carried(scene, rng, doing, dressed=scene.characters[0].accessory != "none")


def _doing_there(scene: Scene, rng: Random, verb: str) -> tuple[str, str]:
    """The verb and the place, which may become one: ("walking up the hill", "")."""
    by_prop = scene.prop != "none" and scene.holder == "ground"
    if verb in STROLLING and not by_prop and rng.random() < 0.5:
        return f"{verb} {pick(rng, STROLLS[scene.place])}", ""
    return verb, _place(scene, rng)


def one_phrase(scene: Scene, rng: Random) -> str:
    """ "a red fox with a blue hat sleeping under a big tree at night"."""
    who = scene.characters[0]
    verb = "" if who.action == "standing" and rng.random() < 0.6 else action_verb(who.action, scene.place, rng).ing
    doing, place = _doing_there(scene, rng, verb)
    subject = a(describe(who, pick(rng, NOUNS[who.kind]), rng)) + outfit(who, rng)
    return join(subject, doing, _thing_by_one(scene, rng, doing), _landmark(scene, rng), _where(scene, rng, place))


def _finite(verb: Verb, rng: Random) -> str:
    return verb.third if rng.random() < 0.5 else f"is {verb.ing}"


def one_clause(scene: Scene, rng: Random) -> str:
    """ "Mia the red fox waves in the forest. It is snowing."."""
    who = scene.characters[0]
    noun = pick(rng, NOUNS[who.kind])
    subject = introduce(who, noun, pick(rng, NAMES) if rng.random() < 0.25 else "", rng)
    doing, place = _doing_there(scene, rng, _finite(action_verb(who.action, scene.place, rng), rng))
    if who.action == "standing" and scene.holder == "first" and rng.random() < 0.5:
        doing, item = f"{pick(rng, ('is holding', 'holds', 'has'))} {thing(scene.prop, scene.prop_colour, rng)}", ""
    elif scene.holder == "first":
        item = f"{pick(rng, ('with', 'while holding'))} {thing(scene.prop, scene.prop_colour, rng)}"
    else:
        item = _thing_by_one(scene, rng, doing)
    return _placed(scene, rng, join(subject, doing, item, _landmark(scene, rng)), place)


def _placed(scene: Scene, rng: Random, core: str, place: str) -> str:
    """The clause with place, time and weather before it, after it, or in sentences of their own."""
    dice = rng.random()
    if dice < 0.3:
        return f"{join(core, place)}.{_facts(scene, rng)}"
    where = _where(scene, rng, place)
    return f"{where}, {core}" if where and dice < 0.5 else join(core, where)


def _where(scene: Scene, rng: Random, place: str) -> str:
    """Place and time, mostly in this order."""
    time = when(scene, rng)
    early = rng.random() < 0.2 and "outside" not in time and "while" not in time
    return join(time, place) if early else join(place, time)


def _facts(scene: Scene, rng: Random) -> str:
    """Time and weather as sentences: " It is night. It is snowing.", by default nothing."""
    facts = "" if scene.time == "day" and rng.random() < 0.8 else " " + pick(rng, TIME_FACTS[scene.time])
    if scene.weather == "clear":
        return facts
    if scene.place == "room":
        return f"{facts} It is {scene.weather}ing outside."
    return f"{facts} {pick(rng, WEATHER_FACTS[scene.weather])}"


def _pair_props(scene: Scene, rng: Random, nouns: tuple[str, str]) -> str:
    """The thing near two characters, told last: ", the fox holding a ball"."""
    if scene.prop == "none":
        return ""
    item = thing(scene.prop, scene.prop_colour, rng)
    if scene.holder == "ground":
        return f"{pick(rng, (', with', ',', '. There is'))} {item} on the ground"
    noun = nouns[scene.holder == "second"]
    forms = (f", the {noun} holding {item}", f". The {noun} is holding {item}", f". The {noun} has {item}")
    return pick(rng, forms)


def pair(scene: Scene, rng: Random) -> str:
    """ "A fox and an owl are walking in the rain in the town"."""
    first, second = scene.characters
    nouns = pick(rng, NOUNS[first.kind]), pick(rng, NOUNS[second.kind])
    props = _pair_props(scene, rng, nouns)
    dice = rng.random()
    if dice < 0.45 and first.action == second.action:
        core, place = _pair_joint(scene, rng, nouns)
    elif dice < 0.7:
        core, place = _pair_clauses(scene, rng, nouns), _place(scene, rng)
    else:
        core, place = _pair_phrase(scene, rng, nouns), _place(scene, rng)
    core = join(core, _landmark(scene, rng))
    return join(core, _where(scene, rng, place)) + props if props else _placed(scene, rng, core, place)


def _pair_joint(scene: Scene, rng: Random, nouns: tuple[str, str]) -> tuple[str, str]:
    """Both do the same."""
    named = rng.random() < 0.15
    names = rng.sample(NAMES, 2) if named else ("", "")
    told = [introduce(who, noun, name, rng) for who, noun, name in zip(scene.characters, nouns, names, strict=True)]
    verb = action_verb(scene.characters[0].action, scene.place, rng)
    doing, place = _doing_there(scene, rng, verb.plural if named or rng.random() < 0.3 else verb.ing)
    be = "are " if doing.split()[0].endswith("ing") and rng.random() < 0.6 else ""
    return f"{told[0]} and {told[1]} {be}{doing}", place


def _pair_clauses(scene: Scene, rng: Random, nouns: tuple[str, str]) -> str:
    """Each does something: "a fox sleeps while a cat is waving"."""
    told = [
        f"{introduce(who, noun, '', rng)} {_finite(action_verb(who.action, scene.place, rng), rng)}"
        for who, noun in zip(scene.characters, nouns, strict=True)
    ]
    return f" {pick(rng, ('and', 'while'))} ".join(told)


def _pair_phrase(scene: Scene, rng: Random, nouns: tuple[str, str]) -> str:
    """Two noun phrases: "a sleeping fox to the left of a white cat"."""
    first, second = (
        a(describe(who, noun, rng, modifier=pick(rng, MODIFIERS[who.action]))) + outfit(who, rng)
        for who, noun in zip(scene.characters, nouns, strict=True)
    )
    dice = rng.random()
    if dice < 0.2:
        return f"{first} to the left of {second}"
    if dice < 0.4:
        return f"{second} to the right of {first}"
    if dice < 0.55:
        return f"two friends: {first} and {second}"
    return f"{first} {pick(rng, ('and', 'next to', 'beside'))} {second}"
