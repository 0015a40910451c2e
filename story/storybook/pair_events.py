"""Events of a story that need two characters who have been introduced."""

from __future__ import annotations

from story.storybook.nouns import join, pick
from story.storybook.solo_events import BUSY, GOING, destination, line, new_action, verb_for
from story.storybook.stage import Stage, Told

BOTH = (0, 1)


def _ready(stage: Stage) -> bool:
    return stage.together() and not stage.asleep(*BOTH)


def both_act(stage: Stage, who: int) -> Told | None:
    """They sit down under a tree."""
    if not _ready(stage):
        return None
    subject, action = stage.both(), new_action(stage, who)
    doing = "wave to each other" if action == "waving" else verb_for(stage, action).plural
    return stage.tell(line(stage, subject, doing, stage.see_landmark()), dict.fromkeys(BOTH, action))


def both_go(stage: Stage, who: int) -> Told | None:
    """The two friends walk to the lake."""
    if not _ready(stage):
        return None
    subject, dice = stage.both(), stage.rng.random()
    verb = pick(stage.rng, GOING).plural
    target = destination(stage, BOTH)
    if dice < 0.2:
        action = pick(stage.rng, BUSY[1:])
        told = line(stage, subject, verb, target, "and", verb_for(stage, action).plural, stage.see_landmark())
        return stage.tell(told, dict.fromkeys(BOTH, action))
    also = "together" if dice < 0.5 and subject != "both" else ""
    return stage.tell(line(stage, subject, verb, target, also), dict.fromkeys(BOTH, "walking"))


def give(stage: Stage, who: int) -> Told | None:
    """He gives the ball to Otto."""
    if not _ready(stage) or not stage.holds(who):
        return None
    subject, item = stage.subject(who), stage.prop_words()
    target = stage.target(1 - who, subject)
    stage.keeper = 1 - who
    rest = f"hands {target} {item}" if item != "it" and stage.chance(0.3) else f"gives {item} to {target}"
    return stage.tell(line(stage, subject, rest), dict.fromkeys(BOTH, "standing"))


def greet(stage: Stage, who: int) -> Told | None:
    """Mia waves to Otto."""
    if not _ready(stage):
        return None
    subject = stage.subject(who)
    rest = f"{pick(stage.rng, ('waves to', 'says hello to'))} {stage.target(1 - who, subject)}"
    return stage.tell(line(stage, subject, rest), {who: "waving", 1 - who: "standing"})


def split(stage: Stage, who: int) -> Told | None:
    """Mia sits down while the owl jumps."""
    if not _ready(stage):
        return None
    subject, mine, theirs = stage.noun_phrase(who), new_action(stage, who), new_action(stage, 1 - who)
    other = f"{pick(stage.rng, ('and', 'while'))} {stage.noun_phrase(1 - who)}"
    told = line(stage, subject, verb_for(stage, mine).third, other, verb_for(stage, theirs).third)
    return stage.tell(told, {who: mine, 1 - who: theirs})


def join_in(stage: Stage, who: int) -> Told | None:
    """Otto joins her."""
    if stage.met == 1 or stage.on != (who,) or stage.asleep(*BOTH):
        return None
    stage.actors[1 - who].place = stage.place
    friend = stage.noun_phrase(1 - who)
    rest = f"{pick(stage.rng, ('joins', 'joins', 'visits'))} {stage.target(who, '')}"
    return stage.tell(join(friend, rest), dict.fromkeys(BOTH, "standing"))


def meanwhile(stage: Stage, who: int) -> Told | None:
    """Meanwhile, Otto sits by the lake."""
    other = 1 - who
    if stage.met == 1 or stage.together() or stage.asleep(other):
        return None
    stage.move(stage.actors[other].place, (other,))
    action = pick(stage.rng, BUSY)
    told = join("meanwhile,", stage.noun_phrase(other), verb_for(stage, action).third, stage.at())
    return stage.tell(told, {other: action})
