"""Events of a story that bring characters on stage or take them off."""

from __future__ import annotations

from story.storybook.english.nouns import join, pick
from story.storybook.english.plot import APPROACHING, ARRIVING, JOINING, LEAVING, LEAVING_ALONE, RETURNING
from story.storybook.sampling import sample_prop
from story.storybook.stories.prop_events import may_appear
from story.storybook.stories.refer import at, destination, group, introduction, noun_phrase, prop_words, them
from story.storybook.stories.sky_events import line
from story.storybook.stories.stage import Stage, StoryFrame

MEETING = ("~meet {}", "~meet {}", "~see {}", "~find {}", "~make friends with {}")
EVERYONE_BACK = {2: ("the two friends", "both friends"), 3: ("all three", "the three friends")}


def _ready(stage: Stage) -> bool:
    """Whether those on stage are all awake, and somebody is left to introduce."""
    return stage.met < len(stage.actors) and not stage.asleep(*stage.on)


def meet(stage: Stage, who: int) -> StoryFrame | None:
    """She meets Otto, a small blue owl, here or at another place."""
    if not _ready(stage) or not stage.on:
        return None
    crew, opener = stage.on, ""
    phrase, plural = group(stage, crew)
    if phrase != "then" and stage.chance(0.3):
        destination(stage, crew)
        opener = at(stage) + ", "
    new, words = stage.met, introduction(stage).rstrip(",")
    meeting = stage.do(MEETING, words, plural=plural)
    acts = dict.fromkeys((*crew, new), "standing")
    return stage.tell(opener + join(phrase, meeting) if opener else line(stage, phrase, meeting), acts)


def arrive(stage: Stage, who: int) -> StoryFrame | None:
    """A frog called Otto joins them, or comes along."""
    if not _ready(stage):
        return None
    acts, new = dict.fromkeys(stage.on, "standing"), stage.met
    if stage.on and stage.chance(0.65):
        known = them(stage, stage.on)
        verb, acts[new] = pick(stage.rng, APPROACHING)
        return stage.tell(line(stage, introduction(stage), stage.do((verb,), known)), acts)
    words, item = introduction(stage), ""
    verb, acts[new] = pick(stage.rng, ARRIVING)
    if may_appear(stage) and stage.chance(0.5):
        item = "with " + stage.new_prop(*sample_prop(stage.rng), new)
    return stage.tell(line(stage, words, stage.do((verb,)), item), acts)


def join_in(stage: Stage, who: int) -> StoryFrame | None:
    """Otto, who stayed elsewhere, joins her."""
    away = stage.elsewhere()
    if not away or not stage.on or stage.asleep(*stage.on) or stage.asleep(other := pick(stage.rng, away)):
        return None
    known = them(stage, stage.on)
    stage.actors[other].place = stage.place
    phrase = join(noun_phrase(stage, other), stage.do(JOINING, known))
    return stage.tell(phrase, dict.fromkeys((*stage.on, other), "standing"))


def leave(stage: Stage, who: int) -> StoryFrame | None:
    """Otto goes home: those who were with him stay."""
    if who not in stage.on or stage.on != stage.present() or stage.asleep(*stage.on):
        return None
    if len(stage.on) == 1 and stage.chance(0.8):
        return None
    phrase, _ = group(stage, (who,))
    item = "with " + prop_words(stage) if stage.holds(who) and stage.chance(0.5) else ""
    verb = stage.do(LEAVING_ALONE if len(stage.on) == 1 else LEAVING)
    stage.actors[who].place = ""
    return stage.tell(line(stage, phrase, verb, item), {index: "standing" for index in stage.on if index != who})


def come_back(stage: Stage, who: int) -> StoryFrame | None:
    """Otto comes back to those who are here, or to the empty stage."""
    gone = tuple(index for index in stage.gone() if not stage.asleep(index))
    if not gone or stage.asleep(*stage.on):
        return None
    acts = dict.fromkeys(stage.on, "standing")
    if not stage.on and len(gone) == stage.met > 1 and stage.chance(0.4):
        returning, phrase, plural = gone, pick(stage.rng, EVERYONE_BACK[len(gone)]), True
    else:
        returning, plural = (pick(stage.rng, gone),), False
        phrase = noun_phrase(stage, returning[0])
    for index in returning:
        stage.actors[index].place = stage.place
        acts[index] = "walking"
    verb = stage.do(RETURNING, plural=plural)
    if stage.keeper in returning and stage.holds(stage.keeper) and not plural and stage.chance(0.6):
        verb += " with " + prop_words(stage)
    elif may_appear(stage) and not plural and stage.chance(0.3):
        verb += " with " + stage.new_prop(*sample_prop(stage.rng), returning[0])
    return stage.tell(line(stage, phrase, verb), acts)
