"""Events of a story: what one character does with nothing but itself."""

from __future__ import annotations

from story.storybook.english.nouns import join, pick
from story.storybook.english.plot import AGAIN, CARRYING, CARRYING_LATE, DOINGS, FLYING, GOING, LEAVING_BEHIND
from story.storybook.stories.refer import destination, noun_phrase, prop_words, see_landmark, subject
from story.storybook.stories.sky_events import line
from story.storybook.stories.stage import Stage, StoryFrame

BUSY = (
    "standing", "walking", "running", "running", "sitting", "sitting", "sleeping", "sleeping", "jumping", "waving",
    "dancing",
    "dancing", "crying", "cheering", "reading", "reading", "eating", "singing", "singing", "pointing", "pointing",
)  # fmt: skip
SEATED = ("crying", "reading", "eating", "singing", "waving")  # what may be done sitting
LOOK_UP = ("", "", "", " and ~look around", " and ~stand up", " and ~stretch")


def new_action(stage: Stage, who: int) -> str:
    """Something else than what this actor was last seen doing, and no reading beside a book or a letter."""
    action = pick(stage.rng, BUSY)
    while action == stage.actors[who].look.action or (action == "reading" and stage.prop in ("book", "letter")):
        action = pick(stage.rng, BUSY)
    return action


def act(stage: Stage, who: int) -> StoryFrame | None:
    """She sleeps under a big tree."""
    if stage.asleep(who):
        return None
    phrase, action = subject(stage, who), new_action(stage, who)
    if phrase != "then" and stage.chance(0.12):
        # She sits down and sings: the last one counts.
        first = stage.do(
            ("~sit down",) if action in SEATED and stage.chance(0.6) else ("~stop", "~turn around", "~nod")
        )
        return stage.tell(line(stage, phrase, first, "and", stage.do(DOINGS[action])), {who: action})
    doing = stage.do(DOINGS[action])
    where = "" if action in ("walking", "running") else see_landmark(stage, action)
    return stage.tell(line(stage, phrase, doing, where), {who: action})


def go(stage: Stage, who: int) -> StoryFrame | None:
    """She carries it up the hill."""
    if stage.asleep(who):
        return None
    phrase = subject(stage, who)
    loaded = stage.holds(who) or stage.lying()
    if loaded and stage.chance(0.3):
        # the thing stays where it is, and the story goes on elsewhere
        item = prop_words(stage)
        stage.keep(-1)
        verb = stage.do(LEAVING_BEHIND, item)
        return stage.tell(line(stage, phrase, verb, destination(stage, (who,))), {who: "walking"})
    if loaded and stage.chance(0.6):
        item = prop_words(stage)
        to = destination(stage, (who,))
        stage.keep(who)
        if stage.chance(0.3) and item != "it":
            verb, action = pick(stage.rng, CARRYING_LATE)
            return stage.tell(line(stage, phrase, stage.do((verb,), to, item)), {who: action})
        verb, action = pick(stage.rng, CARRYING)
        return stage.tell(line(stage, phrase, stage.do((verb,), item, to)), {who: action})
    lonely = len(stage.on) > 1 and stage.chance(0.4)
    return stage.tell(*_gone(stage, who, phrase, "alone" if lonely else ""))


def _gone(stage: Stage, who: int, phrase: str, alone: str) -> tuple[str, dict[int, str]]:
    was_left = stage.left()
    to = destination(stage, (who,))
    verb, action = pick(stage.rng, FLYING if stage.place == "moon" else GOING)
    also = ""
    if was_left and stage.lying() and stage.chance(0.4):
        item, action = prop_words(stage), "standing"
        also = stage.do(AGAIN, item)
    elif stage.chance(0.15):
        action = new_action(stage, who)
        also = join("and", stage.do(DOINGS[action]), see_landmark(stage, action))
    return line(stage, phrase, stage.do((verb,)), to, alone, also), {who: action}


def wake(stage: Stage, who: int) -> StoryFrame | None:
    """In the morning, he wakes up."""
    if not stage.asleep(who):
        return None
    phrase, opener = subject(stage, who), ""
    if stage.time == "night" and stage.chance(0.5) and phrase != "then":
        stage.time, opener = "day", pick(stage.rng, ("in the morning, ", "the next morning, "))
        stage.mention("time")
    verb = stage.do(("~wake up",)) + stage.do(LOOK_UP)
    return stage.tell(opener + join(phrase, verb), {who: "standing"})


def sleep_on(stage: Stage, who: int) -> StoryFrame | None:
    """Mia is still asleep."""
    if not stage.asleep(who):
        return None
    phrase = stage.do(("~be still asleep", "still ~sleep", "~sleep for a long time", "~snore loudly"))
    return stage.tell(join(noun_phrase(stage, who), phrase), {who: "sleeping"})
