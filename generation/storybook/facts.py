"""A scene as class indices: what the text encoder is taught, what steers the layout, what evaluation compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import Tensor, nn

from generation.storybook.scene import (
    ACTIONS,
    COLOURS,
    HEADWEAR,
    KINDS,
    LANDMARKS,
    MOST_CHARACTERS,
    NECKWEAR,
    PLACES,
    PROPS,
    SIZES,
    TIMES,
    WEATHERS,
    Character,
    Scene,
)

IGNORE = -100  # cross-entropy's own mark for "nothing to tell here"

_OF_SCENE = {
    "place": PLACES, "time": TIMES, "weather": WEATHERS, "landmark": LANDMARKS, "prop": PROPS, "prop_colour": COLOURS,
}  # fmt: skip
_LOOK = {
    "kind": KINDS, "colour": COLOURS, "size": SIZES, "headwear": HEADWEAR, "headwear_colour": COLOURS,
    "neckwear": NECKWEAR, "neckwear_colour": COLOURS, "action": ACTIONS,
}  # fmt: skip
_SCENE_SLOTS = {"place": 0, "time": 1, "weather": 1, "landmark": 2, "count": 2, "prop": 3, "prop_colour": 3}
_CHARACTER_SLOTS = {
    "kind": 0, "colour": 0, "size": 0, "headwear": 1, "headwear_colour": 1, "neckwear": 2, "neckwear_colour": 2,
    "action": 3, "holds": 3,
}  # fmt: skip
FIRST_CHARACTER_SLOT = 4
SLOTS_PER_CHARACTER = 4
NUM_SLOTS = FIRST_CHARACTER_SLOT + SLOTS_PER_CHARACTER * MOST_CHARACTERS

_NUMBERS = tuple(range(1, MOST_CHARACTERS + 1))
#: Fact name to its closed list of words; a character's facts end in its number, from 1.
FACTS: dict[str, tuple[str, ...]] = {
    **_OF_SCENE,
    "count": tuple(str(n) for n in range(MOST_CHARACTERS + 1)),
    **{f"{name}{n}": words for n in _NUMBERS for name, words in (*_LOOK.items(), ("holds", ("no", "yes")))},
}
#: Which slot token tells which fact.
SLOT = _SCENE_SLOTS | {
    f"{name}{n}": FIRST_CHARACTER_SLOT + (n - 1) * SLOTS_PER_CHARACTER + slot
    for n in _NUMBERS
    for name, slot in _CHARACTER_SLOTS.items()
}


def fact_indices(scene: Scene) -> dict[str, int]:
    """Every fact as an index into its list; `IGNORE` where the scene has nothing of the kind."""
    facts = {name: words.index(getattr(scene, name)) for name, words in _OF_SCENE.items()}
    if scene.prop == "none":
        facts["prop_colour"] = IGNORE
    facts["count"] = len(scene.characters)
    for n in _NUMBERS:
        there = n <= len(scene.characters)
        facts |= {f"{name}{n}": index for name, index in _character(scene.characters[n - 1] if there else None).items()}
        facts[f"holds{n}"] = int(scene.prop != "none" and scene.holder == n - 1) if there else IGNORE
    return facts


def _character(who: Character | None) -> dict[str, int]:
    if who is None:
        return dict.fromkeys(_LOOK, IGNORE)
    facts = {name: words.index(getattr(who, name)) for name, words in _LOOK.items()}
    for worn in ("headwear", "neckwear"):
        if getattr(who, worn) == "none":
            facts[f"{worn}_colour"] = IGNORE
    return facts


def scene_of(words: Mapping[str, str]) -> Scene:
    """The scene that fact words tell: the inverse of `fact_indices`. At most one character holds the prop."""
    count = int(words["count"])
    characters = tuple(Character(**{name: words[f"{name}{n}"] for name in _LOOK}) for n in range(1, count + 1))
    holders = [n for n in range(count) if words[f"holds{n + 1}"] == "yes"]
    held = words["prop"] != "none" and bool(holders)
    return Scene(
        **{name: words[name] for name in _OF_SCENE}, holder=holders[0] if held else None, characters=characters
    )


def targets(scenes: Sequence[Scene]) -> dict[str, Tensor]:
    """Facts of a batch of scenes: name to (B,) class indices."""
    rows = [fact_indices(scene) for scene in scenes]
    return {name: torch.tensor([row[name] for row in rows]) for name in FACTS}


class FactHeads(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers is untyped
    """One linear classifier per fact, each on its own slot token.

    They teach the text encoder while training; when drawing they say how many layers a picture has and where they go.
    """

    @register_to_config  # type: ignore[untyped-decorator]  # diffusers is untyped
    def __init__(self, width: int) -> None:
        super().__init__()
        self.heads = nn.ModuleDict({name: nn.Linear(width, len(words)) for name, words in FACTS.items()})

    def forward(self, slots: Tensor) -> dict[str, Tensor]:
        """Slot tokens (B, S, D) to logits per fact."""
        return {name: head(slots[:, SLOT[name]]) for name, head in self.heads.items()}

    @torch.no_grad()
    def scenes(self, slots: Tensor) -> list[Scene]:
        """The most likely scene of each row of slot tokens (B, S, D)."""
        best = {name: logits.argmax(-1).tolist() for name, logits in self(slots.float()).items()}
        return [scene_of({name: FACTS[name][best[name][row]] for name in FACTS}) for row in range(len(slots))]


def facts_loss(logits: dict[str, Tensor], truth: dict[str, Tensor]) -> Tensor:
    """Mean cross-entropy over the facts that the batch has."""
    names = [name for name in FACTS if (truth[name] != IGNORE).any()]
    return torch.stack(
        [nn.functional.cross_entropy(logits[name], truth[name], ignore_index=IGNORE) for name in names]
    ).mean()


def accuracy(logits: dict[str, Tensor], truth: dict[str, Tensor]) -> dict[str, tuple[int, int]]:
    """Per fact: how many were told right, of how many."""
    counts = {}
    for name in FACTS:
        labelled = truth[name] != IGNORE
        counts[name] = (int((logits[name].argmax(-1)[labelled] == truth[name][labelled]).sum()), int(labelled.sum()))
    return counts
