"""What the denoiser is told of a layer: one learned token per fact.

The text's slot tokens steer the picture only through the facts that they tell: a concept bottleneck (Koh et al., ICML
2020). So the denoiser learns from scenes alone, and what a reply says was understood is exactly what was drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import Tensor, nn

from generation.storybook.layout import VARIANTS, Layer
from generation.storybook.scene import (
    ACTIONS,
    COLOURS,
    HEADWEAR,
    KINDS,
    LANDMARKS,
    NECKWEAR,
    PLACES,
    PROPS,
    TIMES,
    WEATHERS,
    Character,
    Scene,
)

ROLES = ("backdrop", "landmark", "figure", "prop")
_LISTS: dict[str, tuple[str, ...]] = {
    "layer": tuple(f"{role} {variant}" for role in ROLES for variant in range(VARIANTS)),
    "place": PLACES, "time": TIMES, "weather": WEATHERS, "landmark": LANDMARKS,
    "kind": KINDS, "colour": COLOURS, "headwear": HEADWEAR, "headwear_colour": COLOURS, "neckwear": NECKWEAR,
    "neckwear_colour": COLOURS, "action": ACTIONS, "holds": ("no", "yes"), "prop": PROPS, "prop_colour": COLOURS,
}  # fmt: skip
NOTHING = 0  # the id that fills a row, and stands for a fact that means nothing
_IDS = {pair: k for k, pair in enumerate(((name, word) for name, words in _LISTS.items() for word in words), 1)}
LENGTH = 9


def layer_ids(scene: Scene, layer: Layer) -> tuple[int, ...]:
    """The `LENGTH` token ids of a layer of a scene."""
    facts = {"layer": f"{layer.role} {layer.variant}", **_FACTS_OF[layer.role](scene, layer)}
    ids = [_IDS[name, word] if word else NOTHING for name, word in facts.items()]
    return tuple(ids + [NOTHING] * (LENGTH - len(ids)))


def _figure(scene: Scene, layer: Layer) -> dict[str, str]:
    who: Character = scene.characters[layer.index]
    return {
        "kind": who.kind,
        "colour": who.colour,
        "headwear": who.headwear,
        "headwear_colour": who.headwear_colour if who.headwear != "none" else "",
        "neckwear": who.neckwear,
        "neckwear_colour": who.neckwear_colour if who.neckwear != "none" else "",
        "action": who.action,
        "holds": "yes" if scene.prop != "none" and scene.holder == layer.index else "no",
    }


_FACTS_OF: dict[str, Callable[[Scene, Layer], dict[str, str]]] = {
    "backdrop": lambda scene, _: {"place": scene.place, "time": scene.time, "weather": scene.weather},
    "landmark": lambda scene, _: {"landmark": scene.landmark},
    "figure": _figure,
    "prop": lambda scene, _: {"prop": scene.prop, "prop_colour": scene.prop_colour},
}


class LayerTokens(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers is untyped
    """Token ids (L, `LENGTH`) to the denoiser's `encoder_hidden_states` (L, `LENGTH`, `width`)."""

    @register_to_config  # type: ignore[untyped-decorator]  # diffusers is untyped
    def __init__(self, width: int = 128) -> None:
        super().__init__()
        self.tokens = nn.Embedding(len(_IDS) + 1, width)

    def forward(self, ids: Tensor) -> Tensor:
        tokens: Tensor = self.tokens(ids)
        return tokens

    def of(self, scene: Scene, layers: Sequence[Layer]) -> Tensor:
        """The tokens of some layers of a scene."""
        ids = [layer_ids(scene, layer) for layer in layers]
        return self(torch.tensor(ids, device=self.tokens.weight.device))  # type: ignore[no-any-return]
