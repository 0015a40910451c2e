"""Casts a story and tells its first sentence."""

from __future__ import annotations

from random import Random

from generation.storybook.scene import PLACES
from story.storybook.english.conjugate import conjugate
from story.storybook.english.nouns import a, describe, doing, join, outfit, pick
from story.storybook.english.plot import DOINGS, FINDING, TOGETHER
from story.storybook.english.words import DAYS, HE_NAMES, NOUNS, SHE_NAMES
from story.storybook.sampling import sample_cast, sample_prop, sample_time, sample_weather
from story.storybook.stories.refer import at, introduction, listed, meet, see_landmark
from story.storybook.stories.solo_events import BUSY
from story.storybook.stories.stage import Actor, Stage, StoryFrame

PAST = 0.25  # the share of stories told in the past tense
#: Nouns that tell whether somebody is a she or a he.
GENDERS = {
    "vixen": "she", "lioness": "she", "tomcat": "he", "drake": "he", "girl": "she", "schoolgirl": "she", "lass": "she",
    "boy": "he", "schoolboy": "he", "lad": "he",
}  # fmt: skip


def cast_story(rng: Random, split: str) -> Stage:
    """A stage with one to three actors, before the first sentence."""
    named, dice = rng.random() < 0.75, rng.random()
    actors: list[Actor] = []
    for look in sample_cast(rng, 1 if dice < 0.25 else 2 if dice < 0.6 else 3, split):
        noun = pick(rng, NOUNS[look.kind])
        pronoun, options = GENDERS.get(noun), ("she", "he") if named else ("she", "he", "it", "it")
        if not pronoun:
            pronoun = pick(rng, options)
            while actors and pronoun == actors[-1].pronoun and rng.random() < 0.6:
                pronoun = pick(rng, options)
        names = SHE_NAMES if pronoun == "she" else HE_NAMES
        name, taken = "", ["", *(actor.name for actor in actors)]
        while named and name in taken:
            name = pick(rng, names)
        actors.append(Actor(look, noun, name, pronoun, linked=named or noun in GENDERS))
    return Stage(rng, tuple(actors), reserved=split == "held_out", past=rng.random() < PAST)


def open_story(stage: Stage) -> StoryFrame:
    """The first sentence: who, where, when, with what."""
    count = len(stage.actors)
    if count > 1 and stage.chance(0.5):
        together = count if count == 2 or stage.chance(0.6) else 2
        sentence, action = _group_opening(stage, together)
        return stage.tell(sentence, dict.fromkeys(range(together), action))
    options = (_finds, _finds, _does, _does, _does, _holds, _lives, _once, _is, _there_is)
    sentence, action = pick(stage.rng, options)(stage)
    return stage.tell(sentence, {0: action})


def _day(stage: Stage) -> str:
    """Choose place, time and weather: "one rainy night, ", or nothing on a clear day. On the moon it never rains."""
    stage.place = pick(stage.rng, PLACES)
    stage.time = sample_time(stage.rng)
    if stage.place == "moon":
        stage.mention("time")
        return {"day": "", "sunset": "one evening, ", "night": "one night, "}[stage.time]
    stage.weather = sample_weather(stage.rng, "meadow")
    if stage.weather == "clear" and stage.time == "day" and stage.chance(0.7):
        return pick(stage.rng, ("one day, ", "one morning, ", "", "", "", ""))
    stage.mention("time", "weather")
    return f"{pick(stage.rng, ('one', 'one', 'on a'))} {pick(stage.rng, DAYS[stage.time, stage.weather])}, "


def _called(stage: Stage, link: str = "") -> str:
    """ "a small blue owl called Otto with a red hat"."""
    actor, rng = stage.actors[0], stage.rng
    meet(stage, 0)
    name = f" {pick(rng, ('named', 'called'))} {actor.name}" if actor.name else ""
    return a(describe(actor.look, actor.noun, rng)) + name + outfit(actor.look, rng) + link


def _prop(stage: Stage, keeper: int = -1) -> str:
    return stage.new_prop(*sample_prop(stage.rng), keeper)


def _doing(stage: Stage, action: str, *, plural: bool) -> str:
    """ "is dancing", "dances around"."""
    if action in TOGETHER and plural and stage.chance(0.5):
        return stage.do(TOGETHER[action], plural=True)
    if action in DOINGS and stage.chance(0.5):
        return stage.do(DOINGS[action], plural=plural)
    return stage.do(("~be",), plural=plural) + " " + doing(action, stage.place, stage.rng).ing


def _finds(stage: Stage) -> tuple[str, str]:
    day = _day(stage)
    who = introduction(stage)
    verb = stage.do(FINDING, _prop(stage))
    return f"{day}{who} {join(verb, see_landmark(stage), at(stage))}", "standing"


def _does(stage: Stage) -> tuple[str, str]:
    day, action = _day(stage), pick(stage.rng, BUSY)
    who, where = introduction(stage), at(stage)
    deed = join(_doing(stage, action, plural=False), see_landmark(stage, action))
    return (f"{where}, {who} {deed}" if not day and stage.chance(0.3) else f"{day}{who} {deed} {where}"), action


def _holds(stage: Stage) -> tuple[str, str]:
    day, who = _day(stage), introduction(stage)
    item = _prop(stage, 0)
    if stage.chance(0.5):
        return f"{day}{who} {stage.do(('~walk', '~go for a walk', '~stroll'))} {at(stage)} with {item}", "walking"
    return (
        f"{day}{who} {stage.do(('~be holding {}', '~hold {}', '~carry {}', '~have {}'), item)} {at(stage)}",
        "standing",
    )


def _lives(stage: Stage) -> tuple[str, str]:
    stage.place = pick(stage.rng, PLACES)
    return (
        f"{introduction(stage)} {stage.do(('~live', '~be', '~stand'))} {join(see_landmark(stage), at(stage))}",
        "standing",
    )


def _once(stage: Stage) -> tuple[str, str]:
    stage.past = stage.past or stage.chance(0.7)
    if stage.chance(0.4):
        return f"{pick(stage.rng, ('there was once', 'once there was'))} {_called(stage)}", "standing"
    stage.place = pick(stage.rng, PLACES)
    return f"once upon a time, {_called(stage)} lived {at(stage)}", "standing"


def _is(stage: Stage) -> tuple[str, str]:
    actor = stage.actors[0]
    if not actor.name:
        return _once(stage)
    meet(stage, 0)
    looks = a(describe(actor.look, actor.noun, stage.rng)) + outfit(actor.look, stage.rng)
    forms = (f"{actor.name} ~be {looks}", f"this ~be {actor.name}, {looks}", f"here ~be {actor.name}, {looks}")
    return conjugate(pick(stage.rng, forms), False, stage.past), "standing"


def _there_is(stage: Stage) -> tuple[str, str]:
    """ "In the forest there is a fox called Mia"."""
    day = _day(stage)
    verb = stage.do(("there ~be", "there ~live", "~stand", "~wait"))
    return f"{day}{at(stage)} {verb} {_called(stage)}", "standing"


def _group_opening(stage: Stage, count: int) -> tuple[str, str]:
    friends = ("~be friends", "~be best friends", "~be good friends")
    day, dice = _day(stage), stage.rng.random()
    if dice < 0.15:
        stage.place, stage.time, stage.weather, day = "meadow", "day", "clear", ""
    who = listed([introduction(stage) for _ in range(count)])
    if dice < 0.15:
        return f"{who} {stage.do(friends, plural=True)}", "standing"
    if dice < 0.3:
        verb = stage.do(("~be", "~meet", "~stand", "~wait"), plural=True)
        return f"{day}{who} {verb} {join(see_landmark(stage), at(stage))}", "standing"
    if dice < 0.5:
        finds = stage.do(FINDING, _prop(stage), plural=True)
        return f"{day}{who} {join(finds, see_landmark(stage), at(stage))}", "standing"
    action = pick(stage.rng, (*BUSY, *TOGETHER, "hugging", "talking", "talking"))
    deed = join(_doing(stage, action, plural=True), see_landmark(stage, action), at(stage))
    return f"{day}{who} {deed}", action
