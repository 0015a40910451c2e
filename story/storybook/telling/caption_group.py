"""Captions of two or three characters who are told one after another."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from generation.storybook.scene import PAIR_ACTIONS, Character, Scene
from story.storybook.english.nouns import doing, join, pick
from story.storybook.english.words import ALL, LYING, MEETING, MODIFIERS, MUTUAL, THEY, TOWARDS
from story.storybook.telling.caption_count import counted
from story.storybook.telling.caption_list import listed, positions
from story.storybook.telling.caption_one import settled
from story.storybook.telling.caption_who import called, choose_noun, figure, named_figure, without_shared_wear
from story.storybook.telling.deeds import deed, finite, finite_plural
from story.storybook.telling.phrases import held, holds, item, landmark, lying, setting

AT_FEET = ("between them", "at their feet", "in front of them")
THERE = (",", ",", " there are", ", we see", ", there are")
#: Told of one with another, who does the same.
WITH = frozenset(("dancing", "walking", "running", "singing", "jumping", "sitting", "eating", "reading", "cheering"))


class Core(NamedTuple):
    """Who is there and does what."""

    words: str
    clause: bool = False
    thing: bool = False  # tells the prop too
    together: bool = False  # what follows is of all


def group(scene: Scene, rng: Random) -> str:
    """Any caption of a scene with two or three characters."""
    chosen = [choose_noun(who, rng) for who in scene.characters]
    nouns, characters = tuple(noun for noun, _ in chosen), tuple(who for _, who in chosen)
    characters, shared = without_shared_wear(characters, rng)
    core = _core(scene, characters, nouns, rng) if not shared else _joined(scene, characters, nouns, shared, rng)
    props = "" if core.thing else _props(scene, nouns, rng, together=core.together)
    by, words = landmark(scene, rng), core.words
    if core.clause and not props:
        return settled(scene, rng, join(words, by))
    where, dice = setting(scene, rng), rng.random()
    if dice < 0.2 and where:
        return join(where + ("," if core.clause else pick(rng, THERE)), words, by) + props
    if dice < 0.35 and where and not by:
        return words + props + ", " + where
    if dice < 0.45:
        return ", ".join(filter(None, (words, by, where))) + props
    if dice < 0.65 and not props.startswith("."):
        return join(words + props, by, where)
    return join(words, by, where) + props


def _core(scene: Scene, characters: tuple[Character, ...], nouns: tuple[str, ...], rng: Random) -> Core:
    actions = {who.action for who in characters}
    if len(actions) > 1 and actions & set(PAIR_ACTIONS):
        return _pair_and_one(scene, characters, nouns, rng)
    if len({who.kind for who in characters}) < len(characters) and rng.random() < 0.75:
        clause, words, simple = counted(scene, rng)
        return Core(words, clause, together=simple)
    if len(actions) == 1:
        close = _mutual(scene, characters, nouns, rng) if len(characters) == 2 and rng.random() < 0.3 else None
        return close or _joint(scene, characters, nouns, rng)
    towards = _towards(characters, nouns, rng) if len(characters) == 2 and rng.random() < 0.35 else None
    return towards or _each(scene, characters, nouns, rng)


def _figures(characters: tuple[Character, ...], nouns: tuple[str, ...], rng: Random) -> list[str]:
    """Everybody as it looks; sometimes all have names."""
    form = named_figure if rng.random() < 0.06 else figure
    return [form(who, rng, noun=noun).rstrip(",") for who, noun in zip(characters, nouns, strict=True)]


def _joint(scene: Scene, characters: tuple[Character, ...], nouns: tuple[str, ...], rng: Random) -> Core:
    """All do the same: "a fox and an owl are dancing", "a fox and an owl, both of them dancing"."""
    action, figures = characters[0].action, _figures(characters, nouns, rng)
    if action == "standing" and rng.random() < 0.7:
        return _there(scene, figures, rng)
    words, verb, dice = listed(figures, rng, linked=False), doing(action, scene.place, rng), rng.random()
    together = " together" if action != "standing" and "each" not in verb.ing and rng.random() < 0.15 else ""
    if dice < 0.4:
        return Core(f"{words} {finite_plural(verb, rng)}{together}", clause=True)
    if dice < 0.72:
        return Core(f"{words} {verb.ing}{together}")
    if dice < 0.86:
        return Core(f"{words}, {pick(rng, ALL[len(characters)])} {verb.ing}", together=True)
    return Core(f"{words}. {pick(rng, THEY[len(characters)])} {finite_plural(verb, rng)}", clause=True, together=True)


def _joined(scene: Scene, characters: tuple[Character, ...], nouns: tuple[str, ...], shared: str, rng: Random) -> Core:
    """The same when all wear the same: "a fox and an owl, both with red hats, dancing"."""
    everyone = pick(rng, ALL[len(characters)])
    if len({who.action for who in characters}) > 1:
        each = _each(scene, characters, nouns, rng)
        return Core(f"{each.words}, {everyone} {shared}", each.clause, each.thing)
    words, verb = (
        listed(_figures(characters, nouns, rng), rng, linked=False),
        doing(characters[0].action, scene.place, rng),
    )
    if characters[0].action == "standing":
        return Core(f"{words}, {everyone} {shared}")
    if rng.random() < 0.5:
        return Core(f"{words}, {everyone} {shared} and {verb.ing}")
    return Core(f"{words} {pick(rng, (verb.ing, finite_plural(verb, rng)))}, {everyone} {shared}")


def _there(scene: Scene, figures: list[str], rng: Random) -> Core:
    """All only stand there: in a row, by where they are, or as they meet; one may hold the prop."""
    thing = scene.holder is not None and rng.random() < 0.5
    if thing:
        figures[scene.holder or 0] += " " + held(scene, rng)
    dice = rng.random()
    if dice < 0.4:
        return Core(positions(figures, rng), thing=thing)
    if dice < 0.55 and len(figures) == 2:
        return Core(f"{figures[0]} {pick(rng, MEETING)} {figures[1]}", clause=True, thing=thing)
    return Core(listed(figures, rng), thing=thing)


def _mutual(scene: Scene, characters: tuple[Character, ...], nouns: tuple[str, ...], rng: Random) -> Core | None:
    """One with the other: "a fox hugging an owl", "a fox dances with an owl"."""
    action, clause = characters[0].action, rng.random() < 0.5
    first, second = _figures(characters, nouns, rng)
    if action in MUTUAL:
        verb, link = pick(rng, MUTUAL[action]), ""
    elif action in WITH:
        verb, link = doing(action, scene.place, rng), pick(rng, ("with ", "with ", "together with "))
    else:
        return None
    return Core(f"{first} {finite(verb, rng) if clause else verb.ing} {link}{second}", clause)


def _towards(characters: tuple[Character, ...], nouns: tuple[str, ...], rng: Random) -> Core | None:
    """One towards another who only stands there: "a fox waving at an owl"."""
    if characters[0].action not in TOWARDS or characters[1].action != "standing":
        return None
    first, second = _figures(characters, nouns, rng)
    verb, clause = pick(rng, TOWARDS[characters[0].action]), rng.random() < 0.5
    return Core(f"{first} {finite(verb, rng) if clause else verb.ing} {second}", clause)


def _pair_and_one(scene: Scene, characters: tuple[Character, ...], nouns: tuple[str, ...], rng: Random) -> Core:
    """Two of three do something together: "a fox hugging an owl, and a bear sleeping"."""
    figures, clause = _figures(characters, nouns, rng), rng.random() < 0.5
    first = int(characters[0].action not in PAIR_ACTIONS)  # where the pair begins
    alone = 2 - 2 * first
    verb, own = pick(rng, MUTUAL[characters[first].action]), doing(characters[alone].action, scene.place, rng)
    acts, act = (finite(verb, rng), finite(own, rng)) if clause else (verb.ing, own.ing)
    parts = [f"{figures[first]} {acts} {figures[first + 1]}", f"{figures[alone]} {act}"]
    link = pick(rng, (" while ", " and ", ", ") if clause else (", ", ", and ", "; "))
    return Core(link.join(parts[::-1] if first else parts), clause)


def _each(scene: Scene, characters: tuple[Character, ...], nouns: tuple[str, ...], rng: Random) -> Core:
    """Each does something: "a fox sleeps while a cat is waving", "a fox sleeping and a waving cat with a ball"."""
    clause, dice, thing = rng.random() < 0.45, rng.random(), False
    if not clause and dice < 0.5:  # what they do is told before the nouns
        parts = [
            figure(who, rng, modifier=pick(rng, MODIFIERS[who.action]), noun=noun).rstrip(",")
            for who, noun in zip(characters, nouns, strict=True)
        ]
    else:
        deeds = [deed(scene, index, rng, strolls=False) for index in range(len(characters))]
        thing = any(done.eats for done in deeds)
        acts = [finite(done.verb, rng) if clause else done.verb.ing for done in deeds]
        parts = [f"{subject} {act}" for subject, act in zip(_figures(characters, nouns, rng), acts, strict=True)]
    if scene.holder is not None and not thing and rng.random() < 0.5:
        thing = True
        parts[scene.holder] += " " + held(scene, rng)
    if clause:
        link = pick(rng, (" and ", " while ", ", ", ", but "))
        return Core(", ".join(parts[:-1]) + link + parts[-1], True, thing)
    return Core(positions(parts, rng) if rng.random() < 0.4 else listed(parts, rng), False, thing)


def _props(scene: Scene, nouns: tuple[str, ...], rng: Random, *, together: bool) -> str:
    """The prop near a group: ", the fox holding a ball", " under an umbrella", " next to a ball"."""
    if scene.prop == "none":
        return ""
    if scene.holder is None:
        there = f"{item(scene, rng)} {pick(rng, (*LYING, *AT_FEET))}"
        return pick(rng, (" " + lying(scene, rng), f", {there}", f". There is {there}", f" with {there}"))
    if scene.holder == 0 and scene.prop == "umbrella" and rng.random() < 0.6:
        return f"{pick(rng, ('', '', ','))} under {item(scene, rng)}"
    if scene.holder == 0 and together and rng.random() < 0.5:
        return f" {pick(rng, ('with', 'holding', 'carrying'))} {item(scene, rng)}"
    who = called(scene, scene.holder, nouns, rng)
    if rng.random() < 0.55:
        return f", {who} {held(scene, rng)}"
    return f". {who} {holds(scene, rng)}"
