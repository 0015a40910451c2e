"""A scene as class indices: what heads are trained to tell and evaluation compares."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from story.storybook.scene import (
    ACCESSORIES,
    ACTIONS,
    COLOURS,
    HOLDERS,
    KINDS,
    LANDMARKS,
    PLACES,
    PROPS,
    TIMES,
    WEATHERS,
    Scene,
)

IGNORE = -100  # cross-entropy's own mark for "nothing to tell here"

_OF_CHARACTER = {
    "kind": KINDS, "colour": COLOURS, "accessory": ACCESSORIES, "accessory_colour": COLOURS, "action": ACTIONS,
}  # fmt: skip
_OF_SCENE = {
    "place": PLACES, "time": TIMES, "weather": WEATHERS, "landmark": LANDMARKS,
    "prop": PROPS, "prop_colour": COLOURS, "holder": HOLDERS,
}  # fmt: skip
#: Fact name to its closed list of words; a character's facts end in 1 or 2.
FACTS: dict[str, tuple[str, ...]] = {
    **_OF_SCENE,
    "count": ("0", "1", "2"),
    **{f"{name}{n}": words for n in (1, 2) for name, words in _OF_CHARACTER.items()},
}
#: Which slot token tells which fact.
SLOT = {
    "place": 0, "time": 1, "weather": 1, "landmark": 2, "count": 2, "prop": 3, "prop_colour": 3, "holder": 4,
    "kind1": 5, "colour1": 5, "accessory1": 6, "accessory_colour1": 6, "action1": 7,
    "kind2": 8, "colour2": 8, "accessory2": 9, "accessory_colour2": 9, "action2": 10,
}  # fmt: skip


def fact_indices(scene: Scene) -> dict[str, int]:
    """Every fact as an index into its list; `IGNORE` where the scene has nothing of the kind."""
    facts = {name: words.index(getattr(scene, name)) for name, words in _OF_SCENE.items()}
    if scene.prop == "none":
        facts["prop_colour"] = facts["holder"] = IGNORE
    facts["count"] = len(scene.characters)
    for n in (1, 2):
        for name, words in _OF_CHARACTER.items():
            facts[f"{name}{n}"] = IGNORE
            if n <= len(scene.characters):
                facts[f"{name}{n}"] = words.index(getattr(scene.characters[n - 1], name))
        if n <= len(scene.characters) and scene.characters[n - 1].accessory == "none":
            facts[f"accessory_colour{n}"] = IGNORE
    return facts


def targets(scenes: Sequence[Scene]) -> dict[str, Tensor]:
    """Facts of a batch of scenes: name to (B,) class indices."""
    rows = [fact_indices(scene) for scene in scenes]
    return {name: torch.tensor([row[name] for row in rows]) for name in FACTS}


class FactHeads(nn.Module):
    """One linear classifier per fact, each on its own slot token; used only while training the text."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.heads = nn.ModuleDict({name: nn.Linear(width, len(words)) for name, words in FACTS.items()})

    def forward(self, slots: Tensor) -> dict[str, Tensor]:
        """Slot tokens (B, S, D) to logits per fact."""
        return {name: head(slots[:, SLOT[name]]) for name, head in self.heads.items()}


def facts_loss(logits: dict[str, Tensor], truth: dict[str, Tensor]) -> Tensor:
    """Mean cross-entropy over the facts that the batch has."""
    told = [name for name in FACTS if (truth[name] != IGNORE).any()]
    return torch.stack(
        [nn.functional.cross_entropy(logits[name], truth[name], ignore_index=IGNORE) for name in told]
    ).mean()


def accuracy(logits: dict[str, Tensor], truth: dict[str, Tensor]) -> dict[str, tuple[int, int]]:
    """Per fact: how many were told right, of how many."""
    counts = {}
    for name in FACTS:
        told = truth[name] != IGNORE
        counts[name] = (int((logits[name].argmax(-1)[told] == truth[name][told]).sum()), int(told.sum()))
    return counts
