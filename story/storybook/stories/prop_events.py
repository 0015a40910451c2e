"""Events of a story around its one thing: found, taken, used, put down, given, eaten, lost, left and fetched."""

from __future__ import annotations

from story.storybook.english.nouns import pick
from story.storybook.english.plot import (
    EATING,
    FETCHING,
    FINDING,
    FLYING_AWAY,
    GETTING,
    GETTING_AT,
    GIVING,
    GIVING_TO,
    LOSING,
    PICKING_UP,
    PUTTING_DOWN,
    SHOWING,
    STILL_THERE,
    TAKING,
    THERE_IS,
    USES,
)
from story.storybook.english.words import EDIBLE
from story.storybook.sampling import HANDS_FULL, sample_prop
from story.storybook.stories.refer import group, prop_words, see_landmark, subject, target
from story.storybook.stories.sky_events import line
from story.storybook.stories.stage import GROUND, Stage, StoryFrame


def may_appear(stage: Stage) -> bool:
    """Whether something new may enter the story: mostly only when nothing else is in it."""
    return stage.prop == "none" or (stage.left() and len(stage.shunned) < 3 and stage.chance(0.15))


def find(stage: Stage, who: int) -> StoryFrame | None:
    """The fox finds a red ball on the ground."""
    if stage.asleep(who) or not may_appear(stage):
        return None
    phrase, prop = subject(stage, who), sample_prop(stage.rng)
    if stage.chance(0.25):
        options = GETTING_AT.get((prop[0], stage.place), GETTING)
        return stage.tell(line(stage, phrase, stage.do(options, stage.new_prop(*prop, who))), {who: "standing"})
    verb = stage.do(FINDING, stage.new_prop(*prop))
    where = see_landmark(stage) or ("on the ground" if stage.chance(0.2) else "")
    return stage.tell(line(stage, phrase, verb, where), {who: "standing"})


def there_is(stage: Stage, who: int) -> StoryFrame | None:
    """There is a kite on the ground."""
    if stage.asleep(*stage.on) or not may_appear(stage):
        return None
    phrase = stage.do(THERE_IS, stage.new_prop(*sample_prop(stage.rng)))
    return stage.tell(phrase, dict.fromkeys(stage.on, "standing"))


def still_there(stage: Stage, who: int) -> StoryFrame | None:
    """The kite is still there."""
    if not stage.lying() or stage.fresh or stage.asleep(*stage.on):
        return None
    return stage.tell(stage.do(STILL_THERE, prop_words(stage)), dict.fromkeys(stage.on, "standing"))


def pick_up(stage: Stage, who: int) -> StoryFrame | None:
    """He picks it up."""
    if stage.asleep(who) or not stage.lying():
        return None
    phrase, item = subject(stage, who), prop_words(stage)
    verb = stage.do(PICKING_UP, item).replace("up it", "it up")
    stage.keep(who)
    return stage.tell(line(stage, phrase, verb), {who: "standing"})


def put_down(stage: Stage, who: int) -> StoryFrame | None:
    """She puts the ball down, or loses it."""
    if stage.asleep(who) or not stage.holds(who):
        return None
    phrase, item = subject(stage, who), prop_words(stage)
    if stage.chance(0.7):
        stage.keep(GROUND)
        return stage.tell(line(stage, phrase, stage.do(PUTTING_DOWN, item)), {who: "standing"})
    verb = stage.do(FLYING_AWAY if stage.prop in ("balloon", "kite") else LOSING, item)
    stage.lose()
    return stage.tell(line(stage, phrase, verb), {who: "standing"})


def use(stage: Stage, who: int) -> StoryFrame | None:
    """She flies the kite; he eats the apple."""
    edible = stage.prop in EDIBLE
    if stage.asleep(who) or not (stage.holds(who) or stage.lying()) or not (edible or stage.prop in USES):
        return None
    phrase, item = subject(stage, who), prop_words(stage)
    stage.keep(who)
    if edible:
        stage.eaten = True
        return stage.tell(line(stage, phrase, stage.do(EATING, item)), {who: "eating"})
    return stage.tell(line(stage, phrase, stage.do(USES[stage.prop], item)), {who: "standing"})


def hold(stage: Stage, who: int) -> StoryFrame | None:
    """She is holding the ball: a reminder."""
    if stage.asleep(who) or not stage.holds(who) or stage.actors[who].look.action in HANDS_FULL:
        return None
    phrase, item = subject(stage, who), prop_words(stage)
    stage.mention("holds")
    verb = stage.do(("~be still holding {}", "still ~hold {}", "~hold {} tight", "~hold on to {}"), item)
    return stage.tell(line(stage, phrase, verb), {who: "standing"})


def give(stage: Stage, who: int) -> StoryFrame | None:
    """He gives the ball to Otto; Otto takes the ball from him."""
    others = [index for index in stage.present() if index != who]
    if not others or not stage.holds(who) or stage.asleep(who, other := pick(stage.rng, others)):
        return None
    if stage.chance(0.2):
        phrase, item = subject(stage, other), prop_words(stage)
        verb = stage.do(TAKING).format(item=item, to=target(stage, who, phrase))
    else:
        phrase, item = subject(stage, who), prop_words(stage)
        options = GIVING_TO if item != "it" and stage.chance(0.35) else GIVING
        verb = stage.do(options).format(item=item, to=target(stage, other, phrase))
    stage.keep(other)
    return stage.tell(line(stage, phrase, verb), {who: "standing", other: "standing"})


def show(stage: Stage, who: int) -> StoryFrame | None:
    """She shows the ball to Otto."""
    others = [index for index in stage.present() if index != who]
    if not others or not (stage.holds(who) or stage.lying()) or stage.asleep(who, other := pick(stage.rng, others)):
        return None
    phrase, item = subject(stage, who), prop_words(stage)
    verb = stage.do(SHOWING).format(item=item, to=target(stage, other, phrase))
    return stage.tell(line(stage, phrase, verb), {who: "standing", other: "standing"})


def fetch(stage: Stage, who: int) -> StoryFrame | None:
    """She goes back for the kite: to where it was left."""
    if not stage.left():
        return None
    together = len(stage.on) > 1 and stage.chance(0.5)
    crew = stage.on if together else (who,)
    if stage.asleep(*crew):
        return None
    phrase, plural = group(stage, crew)
    verb, action = pick(stage.rng, FETCHING)
    phrase = line(stage, phrase, stage.do((verb,), prop_words(stage), plural=plural))
    stage.move(stage.prop_place, crew)
    return stage.tell(phrase, dict.fromkeys(crew, action))
