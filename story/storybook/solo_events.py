"""Events of a story: what one character does, and what sky and clock do."""

from __future__ import annotations

from story.storybook.nouns import introduce, join, pick, thing
from story.storybook.sample import sample_prop
from story.storybook.scene import ACCESSORIES, COLOURS, PLACES, Character
from story.storybook.stage import GROUND, Stage, Told
from story.storybook.words import EVENTFUL, HOURS, SHIFTS, SKIES, Verb

BUSY = ("walking", "sitting", "sitting", "sleeping", "jumping", "jumping", "waving")
GOING = (Verb("walks", "walk", ""), Verb("walks", "walk", ""), Verb("goes", "go", ""), Verb("strolls", "stroll", ""))
OPENERS = ("then ", "soon ", "later, ", "after a while, ", "now ", "after that, ")


def line(stage: Stage, subject: str, *rest: str) -> str:
    """A sentence, sometimes opened by what time or weather it has become."""
    if subject == "then":
        return join(subject, *rest)
    dice = stage.rng.random()
    if dice < 0.08:
        stage.time, opener = pick(stage.rng, SHIFTS[stage.time])
        return opener + join(subject, *rest)
    if dice < 0.11:
        stage.weather, change = pick(stage.rng, SKIES[stage.weather])
        return f"when {change}, {join(subject, *rest)}"
    return (pick(stage.rng, OPENERS) if dice < 0.23 else "") + join(subject, *rest)


def verb_for(stage: Stage, action: str) -> Verb:
    return pick(stage.rng, EVENTFUL[action])


def new_action(stage: Stage, who: int) -> str:
    """Something else than what this actor was last seen doing."""
    action = pick(stage.rng, BUSY)
    while action == stage.actors[who].look.action:
        action = pick(stage.rng, BUSY)
    return action


def destination(stage: Stage, who: tuple[int, ...]) -> str:
    """Move to another place: "up the hill", "back to the lake"."""
    place = pick(stage.rng, PLACES)
    while place == stage.place:
        place = pick(stage.rng, PLACES)
    known = place in stage.spots
    spot = stage.spot(place)
    stage.move(place, who)
    if not known:
        return pick(stage.rng, spot.to)
    return "back home" if spot.noun == "house" else f"back to the {spot.noun}"


def go(stage: Stage, who: int) -> Told | None:
    """She carries it up the hill."""
    if stage.asleep(who):
        return None
    leaving = stage.on == (0, 1)
    subject = stage.subject(who)
    load = ""
    if (stage.holds(who) and stage.chance(0.7)) or (stage.lying() and stage.chance(0.5)):
        load, stage.keeper = stage.prop_words(), who
    elif stage.lying() and stage.chance(0.4):
        return _leave(stage, who, subject)
    verb = pick(stage.rng, ("carries", "carries", "takes")) if load else pick(stage.rng, GOING).third
    target = destination(stage, (who,))
    alone = "alone" if leaving and stage.chance(0.4) else ""
    action, also = "walking", ""
    if stage.chance(0.15):
        action = pick(stage.rng, BUSY[1:])
        also = join("and", verb_for(stage, action).third, stage.see_landmark())
    return stage.tell(line(stage, subject, verb, load, target, alone, also), {who: action})


def _leave(stage: Stage, who: int, subject: str) -> Told:
    item = stage.prop_words()
    stage.prop, stage.keeper = "none", GROUND
    rest = join("leaves", item, "behind and", pick(stage.rng, GOING).third, destination(stage, (who,)))
    stage.handled = False
    return stage.tell(line(stage, subject, rest), {who: "walking"})


def act(stage: Stage, who: int) -> Told | None:
    """She sleeps under a big tree."""
    if stage.asleep(who):
        return None
    subject, action = stage.subject(who), new_action(stage, who)
    return stage.tell(line(stage, subject, verb_for(stage, action).third, stage.see_landmark()), {who: action})


def find(stage: Stage, who: int) -> Told | None:
    """The fox finds a red ball on the ground."""
    if stage.asleep(who) or stage.prop != "none":
        return None
    subject = stage.subject(who)
    item = stage.new_prop(*sample_prop(stage.rng))
    verb = pick(stage.rng, ("finds", "finds", "sees", "discovers", "spots"))
    where = stage.see_landmark() or ("on the ground" if verb == "sees" else "")
    return stage.tell(line(stage, subject, verb, item, where), {who: "standing"})


def pick_up(stage: Stage, who: int) -> Told | None:
    """He picks it up."""
    if stage.asleep(who) or not stage.lying():
        return None
    subject, item = stage.subject(who), stage.prop_words()
    stage.keeper = who
    rest = f"picks {item} up" if item == "it" or stage.chance(0.3) else f"picks up {item}"
    return stage.tell(line(stage, subject, rest), {who: "standing"})


def part(stage: Stage, who: int) -> Told | None:
    """She puts the ball down, loses it, or leaves it behind."""
    if stage.asleep(who) or not stage.holds(who):
        return None
    subject, dice = stage.subject(who), stage.rng.random()
    if dice < 0.3:
        return _leave(stage, who, subject)
    kind, item = stage.prop, stage.prop_words()
    if dice < 0.7:
        stage.keeper = GROUND
        rest = pick(stage.rng, (f"puts {item} down", f"puts {item} on the ground"))
        return stage.tell(line(stage, subject, rest), {who: "standing"})
    stage.prop, stage.keeper, stage.handled = "none", GROUND, False
    rest = f"lets go of {item}, and it flies away" if kind in ("balloon", "kite") else f"loses {item}"
    return stage.tell(line(stage, subject, rest), {who: "standing"})


def wear(stage: Stage, who: int) -> Told | None:
    """She puts on a yellow hat."""
    if stage.asleep(who):
        return None
    subject, look = stage.subject(who), stage.actors[who].look
    if look.accessory != "none" and stage.chance(0.4):
        stage.actors[who].look = Character(look.kind, look.colour)
        return stage.tell(line(stage, subject, f"takes off the {look.accessory}"), {who: "standing"})
    new, colour = pick(stage.rng, ACCESSORIES[1:]), pick(stage.rng, COLOURS)
    while (new, colour) == (look.accessory, look.accessory_colour):
        colour = pick(stage.rng, COLOURS)
    stage.actors[who].look = Character(look.kind, look.colour, new, colour)
    words = thing(new, colour, stage.rng)
    old = look.accessory
    changes = (f"takes off the {old} and puts on {words}", f"swaps the {old} for {words}")
    rest = pick(stage.rng, changes if old != "none" else (f"puts on {words}", f"finds {words} and puts it on"))
    return stage.tell(line(stage, subject, rest), {who: "standing"})


def wake(stage: Stage, who: int) -> Told | None:
    """In the morning, he wakes up."""
    if not stage.asleep(who):
        return None
    both = stage.on == (0, 1) and stage.asleep(0) and stage.asleep(1)
    subject = stage.both() if both else stage.subject(who)
    if stage.time == "night" and stage.chance(0.5) and subject != "then":
        stage.time, subject = "day", pick(stage.rng, ("in the morning, ", "the next morning, ")) + subject
    also = pick(stage.rng, ("", "", " and look around", " and stand up"))
    if both:
        return stage.tell(f"{subject} wake up{also}", {0: "standing", 1: "standing"})
    also = also.replace("look", "looks").replace("stand", "stands")
    return stage.tell(f"{subject} wakes up{also}", {who: "standing"})


def weather(stage: Stage, who: int) -> Told | None:
    """It starts to rain."""
    if stage.asleep(*stage.on):
        return None
    stage.weather, words = pick(stage.rng, SKIES[stage.weather])
    outside = "outside, " if stage.place == "room" else ""
    return stage.tell(outside + words, dict.fromkeys(stage.on, "standing"))


def time(stage: Stage, who: int) -> Told | None:
    """Night falls; somebody asleep is only woken by the morning."""
    if stage.asleep(*stage.on) and stage.time != "night":
        return None
    stage.time, words = pick(stage.rng, HOURS[stage.time])
    return stage.tell(words, dict.fromkeys(stage.on, "standing"))


def meet(stage: Stage, who: int) -> Told | None:
    """She meets Otto, a small blue owl."""
    if stage.met == 2 or len(stage.actors) == 1 or stage.asleep(0):
        return None
    friend = stage.actors[1]
    words = introduce(friend.look, friend.noun, friend.name, stage.rng)
    dice = stage.rng.random()
    if dice < 0.3:
        target = stage.target(0, "")
        sentence = f"{words} {pick(stage.rng, ('joins', 'visits'))} {target}"
    else:
        subject = stage.subject(0)
        words = words.rstrip(",")
        if dice < 0.6 and subject != "then":
            place = pick(stage.rng, [place for place in PLACES if place != stage.place])
            stage.move(place, (0,))
            sentence = f"{stage.at()}, {subject} meets {words}"
        else:
            sentence = line(stage, subject, "meets", words)
    friend.place, stage.met = stage.place, 2
    return stage.tell(sentence, {0: "standing", 1: "standing"})


def leave_empty(stage: Stage, who: int) -> Told | None:
    """Nobody is there."""
    if not stage.spots or stage.asleep(who, *stage.on):
        return None
    noun = stage.spot(stage.place).noun
    be = "are" if noun in ("woods", "dunes") else "is"
    empty = ("now nobody is there", "then nobody is there", f"the {noun} {be} empty now")
    return stage.tell(pick(stage.rng, empty), {})


def come_back(stage: Stage, who: int) -> Told:
    """The fox comes back."""
    if stage.together() and not stage.asleep(0, 1) and stage.chance(0.4):
        return stage.tell(f"{stage.both()} come back", {0: "walking", 1: "walking"})
    return stage.tell(f"{stage.noun_phrase(who)} {pick(stage.rng, ('comes back', 'returns'))}", {who: "walking"})
