"""Captions of a single character, as a phrase, a clause, or a few short sentences."""

from __future__ import annotations

from random import Random

from generation.storybook.scene import Scene
from story.storybook.english.nouns import a, describe, join, outfit, pick
from story.storybook.english.words import NOUNS
from story.storybook.telling.caption_who import bare, choose_noun, detail, figure, named_figure, pronoun
from story.storybook.telling.deeds import Deed, deed, finite, with_thing
from story.storybook.telling.phrases import aside, facts, holds, item, landmark, place, setting

RELATIVES = ("that", "who", "which")
OPENINGS = ("there is {}", "here is {}", "{} is", "{}", "this is {}", "I see {}", "we see {}", "look, {}")
LIES = ("there is {} on the ground", "{} lies on the ground", "{} is nearby", "there is {} nearby")


def one(scene: Scene, rng: Random) -> str:
    """Any caption of a scene with one character."""
    dice = rng.random()
    if dice < 0.6:
        return _phrase(scene, rng)
    if dice < 0.84:
        return _clause(scene, rng)
    return _inverted(scene, rng) if dice < 0.9 else _sentences(scene, rng)


def _phrase(scene: Scene, rng: Random) -> str:
    """ "a red fox with a blue hat sleeping under a big tree at night", "a sleeping fox", "a fox that sleeps"."""
    who, done, dice = scene.characters[0], deed(scene, 0, rng), rng.random()
    if who.action == "standing" and rng.random() < 0.65:
        return _arranged(scene, rng, figure(who, rng), "", None)
    if dice < 0.3 and " " not in done.verb.ing:
        return _arranged(scene, rng, figure(who, rng, modifier=done.verb.ing), "", None)
    if dice < 0.4:
        return _arranged(scene, rng, figure(who, rng), f"{pick(rng, RELATIVES)} {finite(done.verb, rng)}", done)
    return _arranged(scene, rng, figure(who, rng), done.verb.ing, done)


def _arranged(scene: Scene, rng: Random, subject: str, act: str, done: Deed | None) -> str:
    """Subject, action, prop, landmark and setting, mostly in this order."""
    prop = "" if done and done.eats else with_thing(scene, rng, after=act)
    by = landmark(scene, rng, done.rests if done else "")
    placed = done is not None and done.placed
    if rng.random() < 0.08:
        return join(subject, act, prop, by, "" if placed else place(scene, rng)) + aside(scene, rng)
    where = setting(scene, rng, placed=placed)
    dice = rng.random()
    if dice < 0.14 and where and not placed:
        return join(where + ",", subject, act, prop, by)
    if dice < 0.2 and prop.startswith(("holding", "with", "carrying")):
        return join(subject, prop, act, by, where)
    if dice < 0.26:
        return ", ".join(filter(None, (join(subject, act), prop, by, where)))
    if dice < 0.32 and by:
        return join(subject, act, by, prop, where)
    return join(subject, act, prop, by, where)


def _clause(scene: Scene, rng: Random) -> str:
    """ "Mia the red fox waves in the forest. It is snowing."."""
    who, done = scene.characters[0], deed(scene, 0, rng)
    named = rng.random() < 0.3
    subject = named_figure(who, rng, noun=pick(rng, NOUNS[who.kind])) if named else figure(who, rng)
    if who.action == "standing" and scene.holder == 0 and rng.random() < 0.6:
        act = holds(scene, rng)
    else:
        act = finite(done.verb, rng)
        act = act if done.eats else join(act, with_thing(scene, rng, after=act))
    return settled(scene, rng, join(subject, act, landmark(scene, rng, done.rests)), placed=done.placed)


def settled(scene: Scene, rng: Random, core: str, *, placed: bool = False) -> str:
    """A clause with its setting after it, before it, or in sentences of its own."""
    dice = rng.random()
    if dice < 0.25:
        clause, remark = join(core, "" if placed else place(scene, rng)), facts(scene, rng)
        return f"{remark} {clause}" if dice < 0.06 and remark else f"{clause}. {remark}"
    if dice < 0.35:
        return join(core, "" if placed else place(scene, rng)) + aside(scene, rng)
    where = setting(scene, rng, placed=placed)
    return f"{where}, {core}" if where and not placed and dice < 0.55 else join(core, where)


def _inverted(scene: Scene, rng: Random) -> str:
    """ "in the forest sleeps a fox with a hat"."""
    who = scene.characters[0]
    where = join(landmark(scene, rng), setting(scene, rng))
    verb = deed(scene, 0, rng).verb
    if not where or " " in verb.third:
        return _phrase(scene, rng)
    act = pick(rng, (" is", ", there is", " stands", ", we see")) if who.action == "standing" else f" {verb.third}"
    return f"{where}{act} {join(figure(who, rng), with_thing(scene, rng))}"


def _sentences(scene: Scene, rng: Random) -> str:
    """ "There is a red fox in the forest. It is sleeping. It wears a hat."."""
    noun, who = choose_noun(scene.characters[0], rng)
    she, clothed, done = pronoun(who, rng), rng.random() < 0.4, deed(scene, 0, rng)
    rest = [] if who.action == "standing" and rng.random() < 0.6 else [f"{she} {finite(done.verb, rng)}"]
    if not clothed and (wears := detail(who, rng)):
        rest.append(f"{she} {wears}")
    rng.shuffle(rest)
    if scene.holder == 0 and not done.eats:
        rest.append(f"{she} {holds(scene, rng)}")
    elif scene.prop != "none" and scene.holder is None:
        rest.append(pick(rng, LIES).format(item(scene, rng)))
    looks = a(describe(who, noun, rng)) + outfit(who if clothed else bare(who), rng)
    where = join(landmark(scene, rng), setting(scene, rng, placed=done.placed))
    opening = pick(rng, OPENINGS)
    return ". ".join([join((opening if where else opening.replace("{} is", "{}")).format(looks), where), *rest])
