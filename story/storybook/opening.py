"""Casts a story and tells its first sentence."""

from __future__ import annotations

from random import Random

from story.storybook.nouns import a, describe, doing, introduce, join, outfit, pick
from story.storybook.sample import sample_cast, sample_prop, sample_time, sample_weather
from story.storybook.scene import PLACES
from story.storybook.stage import Actor, Stage, Told
from story.storybook.words import DAYS, HE_NAMES, NOUNS, SHE_NAMES

#: Actions somebody may be introduced in, and how often.
FIRST_ACTIONS = ("standing", "walking", "walking", "sitting", "jumping", "waving", "sleeping")


def cast_story(rng: Random, split: str) -> Stage:
    """A stage with one or two actors, before the first sentence."""
    named = rng.random() < 0.75
    actors: list[Actor] = []
    for look in sample_cast(rng, 1 if rng.random() < 0.35 else 2, split):
        pronoun = _pronoun(rng, named, actors[0].pronoun if actors else "")
        name = _name(rng, pronoun, actors[0].name if actors else "") if named else ""
        actors.append(Actor(look, pick(rng, NOUNS[look.kind]), name, pronoun, linked=named))
    return Stage(rng, tuple(actors))


def _pronoun(rng: Random, named: bool, other: str) -> str:
    options = ("she", "he") if named else ("she", "he", "it", "it")
    pronoun = pick(rng, options)
    while pronoun == other and rng.random() < 0.6:
        pronoun = pick(rng, options)
    return pronoun


def _name(rng: Random, pronoun: str, other: str) -> str:
    names = SHE_NAMES if pronoun == "she" else HE_NAMES
    name = pick(rng, names)
    while name == other:
        name = pick(rng, names)
    return name


def open_story(stage: Stage) -> Told:
    """The first sentence: who, where, when, with what."""
    if len(stage.actors) == 2 and stage.chance(0.5):
        stage.met, stage.on = 2, (0, 1)
        return _open_with(stage, (0, 1), _pair_opening(stage))
    return _open_with(stage, (0,), pick(stage.rng, (_finds, _finds, _does, _does, _holds, _lives, _once, _is))(stage))


def _open_with(stage: Stage, who: tuple[int, ...], told: tuple[str, str]) -> Told:
    sentence, action = told
    for index in who:
        stage.actors[index].place = stage.place
    return stage.tell(sentence, dict.fromkeys(who, action))


def _choose_place(stage: Stage) -> None:
    stage.place = pick(stage.rng, PLACES)


def _day(stage: Stage) -> str:
    """Choose time and weather: "one rainy night, ", or nothing on a clear day."""
    stage.time, stage.weather = sample_time(stage.rng), sample_weather(stage.rng)
    if stage.weather == "clear" and stage.time == "day" and stage.chance(0.7):
        return "one day, " if stage.chance(0.2) else ""
    return f"one {pick(stage.rng, DAYS[stage.time, stage.weather])}, "


def _introduce(stage: Stage, index: int) -> str:
    actor = stage.actors[index]
    return introduce(actor.look, actor.noun, actor.name, stage.rng)


def _called(stage: Stage) -> str:
    """ "a small blue owl called Otto with a red hat"."""
    actor, rng = stage.actors[0], stage.rng
    name = f" {pick(rng, ('named', 'called'))} {actor.name}" if actor.name else ""
    return a(describe(actor.look, actor.noun, rng)) + name + outfit(actor.look, rng)


def _prop(stage: Stage, keeper: int = -1) -> str:
    return stage.new_prop(*sample_prop(stage.rng), keeper)


def _finds(stage: Stage) -> tuple[str, str]:
    _choose_place(stage)
    verb = pick(stage.rng, ("finds", "finds", "sees", "discovers", "spots"))
    item = _prop(stage)
    return f"{_day(stage)}{_introduce(stage, 0)} {verb} {join(item, stage.see_landmark(), stage.at())}", "standing"


def _does(stage: Stage) -> tuple[str, str]:
    _choose_place(stage)
    action = pick(stage.rng, FIRST_ACTIONS)
    verb = doing(action, stage.place, stage.rng)
    told = verb.third if stage.chance(0.5) else "is " + verb.ing
    return f"{_day(stage)}{_introduce(stage, 0)} {join(told, stage.see_landmark(), stage.at())}", action


def _holds(stage: Stage) -> tuple[str, str]:
    _choose_place(stage)
    item = _prop(stage, 0)
    if stage.chance(0.5):
        return f"{_day(stage)}{_introduce(stage, 0)} walks {stage.at()} with {item}", "walking"
    return f"{_day(stage)}{_introduce(stage, 0)} is holding {item} {stage.at()}", "standing"


def _lives(stage: Stage) -> tuple[str, str]:
    _choose_place(stage)
    return f"{_introduce(stage, 0)} lives {stage.at()}", "standing"


def _once(stage: Stage) -> tuple[str, str]:
    if stage.chance(0.4):
        return f"{pick(stage.rng, ('there was once', 'once there was'))} {_called(stage)}", "standing"
    _choose_place(stage)
    return f"once upon a time, {_called(stage)} lived {stage.at()}", "standing"


def _is(stage: Stage) -> tuple[str, str]:
    actor = stage.actors[0]
    if not actor.name:
        return _once(stage)
    looks = a(describe(actor.look, actor.noun, stage.rng)) + outfit(actor.look, stage.rng)
    return pick(stage.rng, (f"{actor.name} is {looks}", f"this is {actor.name}, {looks}")), "standing"


def _pair_opening(stage: Stage) -> tuple[str, str]:
    pair = f"{_introduce(stage, 0)} and {_introduce(stage, 1)}"
    dice = stage.rng.random()
    if dice < 0.2:
        return f"{pair} are {pick(stage.rng, ('friends', 'best friends', 'good friends'))}", "standing"
    _choose_place(stage)
    if dice < 0.35:
        return f"{pair} live {stage.at()}", "standing"
    if dice < 0.55:
        return f"{_day(stage)}{pair} find {join(_prop(stage), stage.see_landmark(), stage.at())}", "standing"
    action = pick(stage.rng, FIRST_ACTIONS)
    verb = doing(action, stage.place, stage.rng)
    told = verb.plural if stage.chance(0.5) else "are " + verb.ing
    return f"{_day(stage)}{pair} {join(told, stage.see_landmark(), stage.at())}", action
