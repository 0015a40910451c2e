"""Events of a story that two or three characters share."""

from __future__ import annotations

from story.storybook.english.nouns import join, pick
from story.storybook.english.plot import DOINGS, FLYING, GOING, MUTUAL, TOGETHER, TOWARDS
from story.storybook.stories.refer import at, destination, group, named, noun_phrase, see_landmark, subject, target
from story.storybook.stories.sky_events import line
from story.storybook.stories.solo_events import LOOK_UP, new_action
from story.storybook.stories.stage import Stage, StoryFrame

SHARED = (
    *TOGETHER,
    "hugging",
    "talking",
    "talking",
    "dancing",
    "sitting",
    "crying",
    "pointing",
    "sleeping",
    "standing",
)


def crew(stage: Stage, who: int) -> tuple[int, ...] | None:
    """Who acts together: those who are on stage, or all who are here, or two of them; nobody asleep."""
    present, dice = stage.present(), stage.rng.random()
    if len(present) < 2:
        return None
    chosen = stage.on if len(stage.on) > 1 and dice < 0.6 else present
    if dice > 0.9 and len(present) == 3:
        other = pick(stage.rng, [index for index in present if index != who])
        chosen = (min(who, other), max(who, other))
    return None if stage.asleep(*chosen) else chosen


def another(stage: Stage, who: int) -> int | None:
    """Somebody else who is here; both are awake."""
    others = [index for index in stage.present() if index != who]
    if not others or stage.asleep(who):
        return None
    other = pick(stage.rng, others)
    return None if stage.asleep(other) else other


def all_act(stage: Stage, who: int) -> StoryFrame | None:
    """They sit down under a tree."""
    who_acts = crew(stage, who)
    if who_acts is None:
        return None
    action = pick(stage.rng, SHARED)
    if (action == "reading" and stage.prop in ("book", "letter")) or action == stage.actors[who].look.action:
        return None
    phrase, plural = group(stage, who_acts)
    options = TOGETHER.get(action, ()) if plural else ()
    doing = stage.do(options or DOINGS.get(action) or TOGETHER[action], plural=plural)
    where = "" if action in ("walking", "running") else see_landmark(stage, action)
    return stage.tell(line(stage, phrase, doing, where), dict.fromkeys(who_acts, action))


def all_go(stage: Stage, who: int) -> StoryFrame | None:
    """The two friends walk to the lake."""
    who_goes = crew(stage, who)
    if who_goes is None:
        return None
    phrase, plural = group(stage, who_goes)
    to = destination(stage, who_goes)
    verb, action = pick(stage.rng, FLYING if stage.place == "moon" else GOING)
    going, also, dice = stage.do((verb,), plural=plural), "", stage.rng.random()
    if dice < 0.2:
        action = new_action(stage, who)
        also = join("and", stage.do(DOINGS[action], plural=plural), see_landmark(stage, action))
    elif dice < 0.45 and plural and "both" not in phrase and "all" not in phrase:
        also = "together"
    return stage.tell(line(stage, phrase, going, to, also), dict.fromkeys(who_goes, action))


def mutual(stage: Stage, who: int) -> StoryFrame | None:
    """Mia hugs Otto; both do."""
    other = another(stage, who)
    if other is None:
        return None
    phrase, action = subject(stage, who), pick(stage.rng, ("hugging", "hugging", "talking", "talking", *MUTUAL))
    verb = stage.do(MUTUAL[action], target(stage, other, phrase))
    where = see_landmark(stage, action) if action in ("talking", "sitting") else ""
    return stage.tell(line(stage, phrase, verb, where), {who: action, other: action})


def towards(stage: Stage, who: int) -> StoryFrame | None:
    """Mia waves to Otto, who stands there."""
    other = another(stage, who)
    if other is None:
        return None
    action = pick(stage.rng, tuple(TOWARDS))
    if action == "reading" and stage.prop in ("book", "letter"):
        return None
    phrase = subject(stage, who)
    verb = stage.do(TOWARDS[action], target(stage, other, phrase))
    return stage.tell(line(stage, phrase, verb), {who: action, other: "standing"})


def each(stage: Stage, who: int) -> StoryFrame | None:
    """Mia sits down while the owl jumps."""
    who_acts = crew(stage, who)
    if who_acts is None:
        return None
    acts = {index: new_action(stage, index) for index in who_acts}
    parts = [join(noun_phrase(stage, index), stage.do(DOINGS[action])) for index, action in acts.items()]
    link = " while " if len(parts) == 2 and stage.chance(0.5) and not parts[0].endswith("while") else " and "
    return stage.tell(line(stage, ", ".join(parts[:-1]) + link + parts[-1]), acts)


def wake_up(stage: Stage, who: int) -> StoryFrame | None:
    """Mia wakes Otto; or those who slept together wake up."""
    sleepers = [index for index in stage.present() if stage.asleep(index)]
    if len(sleepers) > 1 and tuple(sleepers) == stage.on:
        phrase, plural = group(stage, stage.on)
        verb = stage.do(("~wake up",), plural=plural) + stage.do(LOOK_UP, plural=plural)
        return stage.tell(f"{phrase} {verb}", dict.fromkeys(stage.on, "standing"))
    if not sleepers or stage.asleep(who):
        return None
    other = pick(stage.rng, sleepers)
    phrase = subject(stage, who)
    verb = stage.do(("~wake {} up", "~wake {}"), target(stage, other, phrase))
    return stage.tell(line(stage, phrase, verb), {who: "standing", other: "standing"})


def meanwhile(stage: Stage, who: int) -> StoryFrame | None:
    """Meanwhile, Otto sits by the lake; who went home is there."""
    away = [*stage.elsewhere(), *(stage.gone() if stage.on and stage.place != "room" else ())]
    away = [index for index in away if (stage.actors[index].place or "room") not in stage.shunned]
    if not away:
        return None
    other = pick(stage.rng, away)
    stage.move(stage.actors[other].place or "room", (other,))
    action = "sleeping" if stage.asleep(other) else new_action(stage, other)
    doing = stage.do(("~be still asleep", "still ~sleep") if stage.asleep(other) else DOINGS[action])
    return stage.tell(join("meanwhile,", noun_phrase(stage, other), doing, at(stage)), {other: action})


def listed_pair(stage: Stage, who: int) -> StoryFrame | None:
    """Mia and Otto stand next to each other: a reminder who is there."""
    who_stands = crew(stage, who)
    if who_stands is None:
        return None
    verb = stage.do(
        ("~be here together", "~look at each other", "~smile at each other", "~stand side by side"), plural=True
    )
    return stage.tell(join(named(stage, who_stands), verb), dict.fromkeys(who_stands, "standing"))
