"""Events of a story that change what somebody wears."""

from __future__ import annotations

from dataclasses import replace

from generation.storybook.scene import HEADWEAR, NECKWEAR, SHELTERED
from story.storybook.english.nouns import pick, thing
from story.storybook.english.plot import GIVING_CLOTHES, PUTTING_ON, SWAPPING, TAKING_OFF
from story.storybook.sampling import held_out, sample_colour
from story.storybook.stories.refer import POSSESSIVE, noun_phrase, subject, target
from story.storybook.stories.sky_events import line
from story.storybook.stories.stage import Stage, StoryFrame

WEAR = {"headwear": HEADWEAR[1:], "neckwear": NECKWEAR[1:]}


def _worn(stage: Stage, who: int) -> list[str]:
    """The parts that are not bare: ["headwear"]."""
    return [part for part in WEAR if getattr(stage.actors[who].look, part) != "none"]


def _garment(stage: Stage, who: int, part: str) -> str:
    """What somebody is known to wear: "her hat", "the red hat"."""
    actor = stage.actors[who]
    worn, colour = getattr(actor.look, part), getattr(actor.look, part + "_colour")
    article = POSSESSIVE[actor.pronoun] if stage.chance(0.5) and (actor.linked or actor.name) else "the"
    return f"{article} {colour if stage.chance(0.15) else ''} {worn}".replace("  ", " ")


def put_on(stage: Stage, who: int) -> StoryFrame | None:
    """She puts on a yellow hat, instead of what was there."""
    if stage.asleep(who):
        return None
    part = pick(stage.rng, ("headwear", "neckwear"))
    old = _garment(stage, who, part) if part in _worn(stage, who) else ""
    look, worn = stage.actors[who].look, pick(stage.rng, WEAR[part])
    colour = sample_colour(stage.rng, worn)
    if (worn, colour) == (getattr(look, part), getattr(look, part + "_colour")):
        return None
    if not stage.dress(who, part, worn, colour):
        return None
    phrase, new = subject(stage, who), thing(worn, colour, stage.rng)
    verb = stage.do(SWAPPING).format(old=old, new=new) if old else stage.do(PUTTING_ON, new)
    return stage.tell(line(stage, phrase, verb), {who: "standing"})


def take_off(stage: Stage, who: int) -> StoryFrame | None:
    """He takes off his scarf, or the wind takes it."""
    parts = _worn(stage, who)
    if stage.asleep(who) or not parts:
        return None
    part = pick(stage.rng, parts)
    worn = getattr(stage.actors[who].look, part)
    item = _garment(stage, who, part)
    if not stage.dress(who, part, "none"):
        return None
    if stage.chance(0.15) and stage.place not in SHELTERED:
        wind = stage.do(
            ("the wind ~take {} from {}", "the wind ~blow {} off {}"), f"the {worn}", noun_phrase(stage, who)
        )
        return stage.tell(wind, {who: "standing"})
    return stage.tell(line(stage, subject(stage, who), stage.do(TAKING_OFF, item)), {who: "standing"})


def give_clothes(stage: Stage, who: int) -> StoryFrame | None:
    """She gives her hat to Otto, who wears it."""
    parts, others = _worn(stage, who), [index for index in stage.present() if index != who]
    if not parts or not others or stage.asleep(who, other := pick(stage.rng, others)):
        return None
    part = pick(stage.rng, parts)
    look, theirs = stage.actors[who].look, stage.actors[other].look
    worn, colour = getattr(look, part), getattr(look, part + "_colour")
    if getattr(theirs, part) != "none" or (held_out(replace(look, **{part: "none"})) and not stage.reserved):
        return None
    item = _garment(stage, who, part)
    giver_told = dict(stage.actors[who].told)
    if not stage.dress(other, part, worn, colour):
        return None
    if f" {colour} " not in item:
        stage.actors[other].told[part + "_colour"] = giver_told[part + "_colour"]
    stage.dress(who, part, "none")
    phrase = subject(stage, who)
    verb = stage.do(GIVING_CLOTHES).format(item=item, to=target(stage, other, phrase))
    return stage.tell(line(stage, phrase, verb), {who: "standing", other: "standing"})
