"""How a sentence of a story refers to what a reader knows: places, landmarks, things, one or several characters."""

from __future__ import annotations

from generation.storybook.scene import PLACES, SHELTERED
from story.storybook.english.nouns import introduce, join, pick
from story.storybook.english.words import CHILDREN, KNOWN_LANDMARKS, LANDMARKS, ON_LANDMARK
from story.storybook.sampling import sample_landmark
from story.storybook.stories.stage import Stage

#: Landmarks for who neither sits on them nor sleeps in them.
BY_LANDMARK = {
    landmark: tuple(words for words in options if not words.startswith(("on a ", "in a ")))
    for landmark, options in LANDMARKS.items()
}
OBJECTIVE = {"she": "her", "he": "him", "it": "it"}
POSSESSIVE = {"she": "her", "he": "his", "it": "its"}
#: Groups as a subject; of two, of three.
THEY = {
    2: ("they", "they", "they", "they both", "both", "both of them"),
    3: ("they", "they", "they all", "all of them"),
}
#: Groups that are everybody of the story, which need not have been on stage just before.
FRIENDS = {2: ("the two friends", "both friends", "the friends"), 3: ("all three", "the three friends", "the friends")}
EVERYONE = ("everyone", "everybody")


def at(stage: Stage) -> str:
    """Where the story is: "in the forest"; "in a forest" only before it is known."""
    known = stage.place in stage.spots
    phrase = pick(stage.rng, stage.spot(stage.place).at)
    stage.mention("place")
    return phrase.replace(" a ", " the ") if known else phrase


def choose_place(stage: Stage) -> str:
    """Where to go next: often to what was left, or to who stayed behind."""
    dice = stage.rng.random()
    if stage.left() and dice < 0.4:
        return stage.prop_place
    others = [index for index in stage.elsewhere() if stage.actors[index].place not in stage.shunned]
    if others and dice < 0.55:
        return stage.actors[pick(stage.rng, others)].place
    place = pick(stage.rng, PLACES)
    while place == stage.place or place in stage.shunned:
        place = pick(stage.rng, PLACES)
    return place


def destination(stage: Stage, who: tuple[int, ...]) -> str:
    """Move to another place: "up the hill", "back to the lake"."""
    place = choose_place(stage)
    leaves_others = len(stage.on) > len(who)
    known, spot = place in stage.spots, stage.spot(place)
    stage.move(place, who)
    stage.mention("place")
    if not known:
        to = pick(stage.rng, spot.to)
        return "into the house" if to == "home" and leaves_others else to
    if spot.noun == "house":
        return "back into the house" if leaves_others else "back home"
    return "back to space" if spot.noun == "space" else f"back to the {spot.noun}"


def see_landmark(stage: Stage, action: str = "") -> str:
    """The landmark of the place, or sometimes a new one: "under the tree", or nothing."""
    if stage.landmark != "none":
        if stage.chance(0.55):
            return ""
        options = KNOWN_LANDMARKS[stage.landmark]
    else:
        landmark = "none" if stage.place in SHELTERED else sample_landmark(stage.rng, stage.place)
        if landmark == "none":
            return ""
        stage.landmark = landmark
        upon = ON_LANDMARK.get(action, {}).get(landmark)
        options = upon if upon and stage.chance(0.6) else BY_LANDMARK[landmark]
    stage.mention("landmark")
    return pick(stage.rng, options)


def prop_words(stage: Stage) -> str:
    """The known prop: "it" if the last sentence mentioned it and nobody else is an it, or "the ball"."""
    stage.handled = True
    if stage.fresh and stage.chance(0.6) and all(actor.pronoun != "it" for actor in stage.actors[: stage.met]):
        return "it"
    stage.mention("prop")
    if stage.chance(0.15):
        stage.mention("prop_colour")
        return f"the {stage.prop_colour} {stage.prop_noun}"
    return f"the {stage.prop_noun}"


def introduction(stage: Stage) -> str:
    """The next actor, seen for the first time: "Otto, a small blue owl with a hat,"."""
    index = stage.met
    actor = stage.actors[index]
    meet(stage, index)
    return introduce(actor.look, actor.noun, actor.name, stage.rng)


def meet(stage: Stage, index: int) -> None:
    """An actor enters the story here, with everything told of its look."""
    stage.met, stage.actors[index].place = index + 1, stage.place
    stage.mention_look(index, "kind", "colour", "size", "headwear", "headwear_colour", "neckwear", "neckwear_colour")


def may_pronoun(stage: Stage, index: int) -> bool:
    """Whether a reader would know whom this actor's pronoun means."""
    if index not in stage.on:
        return False
    others = [stage.actors[other] for other in stage.on if other != index]
    mine = stage.actors[index]
    return all(mine.pronoun != other.pronoun and (mine.linked or other.linked) for other in others)


def noun_phrase(stage: Stage, index: int) -> str:
    """ "Mia", "the fox", "the red fox", "the fox with the hat", "Mia the fox"."""
    actor, dice = stage.actors[index], stage.rng.random()
    if actor.name and dice < 0.68:
        stage.mention_look(index)
        return f"{actor.name}"
    stage.mention_look(index, "kind")
    if actor.name and dice < 0.73:
        return f"{actor.name} the {actor.noun}"
    if dice < 0.82 and actor.look.kind not in CHILDREN:
        stage.mention_look(index, "colour")
        return f"the {actor.look.colour} {actor.noun}"
    for part in ("headwear", "neckwear") if dice > 0.95 else ():  # something to tell an actor by
        worn = getattr(actor.look, part)
        if worn != "none":
            stage.mention_look(index, part)
            return f"the {actor.noun} with the {worn}"
    return f"the {actor.noun}"


def subject(stage: Stage, index: int) -> str:
    """An actor as the subject of a sentence: "she", "Mia", "the fox", rarely "then" for an ellipsis."""
    actor = stage.actors[index]
    if may_pronoun(stage, index) and stage.chance(0.75):
        actor.linked = True
        return "then" if stage.on == (index,) and stage.chance(0.05) else actor.pronoun
    return noun_phrase(stage, index)


def target(stage: Stage, index: int, by: str) -> str:
    """An actor as the object of a sentence whose subject is told as `by`: "her", "Mia", "the fox"."""
    actor = stage.actors[index]
    if by != actor.pronoun and may_pronoun(stage, index) and stage.chance(0.45):
        actor.linked = True
        return OBJECTIVE[actor.pronoun]
    return noun_phrase(stage, index)


def group(stage: Stage, who: tuple[int, ...]) -> tuple[str, bool]:
    """One or several actors as a subject, and whether its verb is plural: ("they", True), ("everyone", False)."""
    if len(who) == 1:
        return subject(stage, who[0]), False
    if stage.on != who and stage.met != len(who):
        return named(stage, who), True
    dice = stage.rng.random()
    if dice < 0.12:
        return named(stage, who), True
    if stage.met == len(who):
        if dice < 0.24:
            return pick(stage.rng, EVERYONE), False
        if dice < 0.4 or stage.on != who:
            return pick(stage.rng, FRIENDS[len(who)]), True
    return pick(stage.rng, THEY[len(who)]), True


def them(stage: Stage, who: tuple[int, ...]) -> str:
    """One or several actors as the object of a sentence whose subject is somebody new: "them", "Mia and Tom"."""
    if len(who) == 1:
        return target(stage, who[0], "")
    if stage.on == who and stage.chance(0.7):
        return "them both" if len(who) == 2 and stage.chance(0.15) else "them"
    if stage.met == len(who) and stage.chance(0.4):
        return pick(stage.rng, FRIENDS[len(who)][1:2])
    return named(stage, who)


def named(stage: Stage, who: tuple[int, ...]) -> str:
    """ "Mia, Tom and the fox"."""
    return listed([noun_phrase(stage, index) for index in who])


def listed(phrases: list[str]) -> str:
    """ "a fox, a bear and a pig", whose commas are kept: "Mia, a fox, and Tom, a bear,"."""
    first = ", ".join(each.rstrip(",") for each in phrases[:-1])
    apart = phrases[-2].endswith(",") or (len(phrases) > 2 and any("," in each for each in phrases))
    return join(first + ("," if apart else ""), "and", phrases[-1])
