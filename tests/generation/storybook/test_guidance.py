"""Who is on stage is taken from whoever read the text; deeds and setting stay the model's own reading."""

from __future__ import annotations

import torch

from generation.storybook.facts import FACTS, fact_indices
from generation.storybook.guidance import Told, guided, told_facts
from generation.storybook.scene import Character, Scene

FOX = Character("fox", "orange", action="running")
OWL = Character("owl", "white", action="crying")


def read(*characters: Character, **setting: object) -> tuple[Scene, dict[str, torch.Tensor]]:
    """A scene with logits that tell it for sure."""
    scene = Scene(place="forest", characters=characters, **setting)  # type: ignore[arg-type]  # what a test says of it
    logits = {name: torch.full((len(words),), -10.0) for name, words in FACTS.items()}
    for name, index in fact_indices(scene).items():
        if index >= 0:
            logits[name][index] = 10.0
    return scene, logits


def scene_of(scene: Scene, logits: dict[str, torch.Tensor], figures: list[Told], *, joined: bool = False) -> Scene:
    return guided(scene, logits, figures, joined=joined).scene


def kinds(scene: Scene) -> list[str]:
    return [who.kind for who in scene.characters]


def test_a_figure_takes_the_deed_of_whoever_was_read_in_its_place() -> None:
    scene = scene_of(*read(FOX), [{"kind": "owl"}])
    assert scene.characters == (Character("owl", "brown", action="running"),)
    assert scene.place == "forest"


def test_who_was_not_read_at_all_is_there_too_and_does_what_all_others_do() -> None:
    scene = scene_of(*read(FOX), [{"kind": "fox"}, {"kind": "owl", "colour": "white"}])
    assert scene.characters == (FOX, Character("owl", "white", action="running"))


def test_who_is_not_told_goes_and_what_it_held_lies_on_the_ground() -> None:
    scene = scene_of(*read(FOX, OWL, prop="ball", holder=1), [{"kind": "fox"}])
    assert kinds(scene) == ["fox"] and scene.prop == "ball" and scene.holder is None
    assert scene_of(*read(FOX, OWL, prop="ball", holder=1), [{"kind": "owl"}]).holder == 0


def test_nobody_is_drawn_for_a_word_that_the_model_does_not_know() -> None:
    assert scene_of(*read(FOX), [{"kind": "fox"}, {}]).characters == (FOX,)
    assert scene_of(*read(FOX), [{}]).characters == (FOX,)  # it may be whom the model has read


def test_others_stay_beside_one_who_joins_them_if_the_model_has_read_that_one() -> None:
    assert kinds(scene_of(*read(FOX, OWL), [{"kind": "owl"}], joined=True)) == ["fox", "owl"]
    assert kinds(scene_of(*read(FOX, FOX), [{"kind": "owl"}], joined=True)) == ["owl"]


def test_four_figures_are_the_first_three() -> None:
    assert kinds(scene_of(*read(), [{"kind": "owl"}] * 4)) == ["owl"] * 3


def test_a_description_tells_what_its_noun_alone_does_not() -> None:
    described = Character("fox", "red", "small", neckwear="scarf", neckwear_colour="green")
    told = {"kind": "fox", "colour": "red", "size": "small", "neckwear": "scarf", "neckwear_colour": "green"}
    assert told_facts(described, Character("fox", "orange"), coloured=True) == told
    plain = Character("fox", "orange")
    assert told_facts(plain, plain, coloured=True) == {"kind": "fox"}
    assert told_facts(plain, plain, coloured=False) == {"kind": "fox", "colour": "orange"}


def test_it_says_which_of_the_told_each_on_stage_is_and_who_is_nobody_of_them() -> None:
    assert guided(*read(), [{"kind": "owl"}, {}, {"kind": "fox"}]).figures == (0, 2)
    assert guided(*read(FOX, OWL), [{"kind": "owl"}], joined=True).figures == (None, 0)
    assert guided(*read(), [{"kind": "owl"}] * 4).figures == (0, 1, 2)
