"""What the denoiser is told of a layer: one learned token per fact, and a learned plan of where things are.

The text's slot tokens steer the picture only through the facts that they tell: a concept bottleneck (Koh et al., ICML
2020). So the denoiser learns from scenes alone, and what a reply says was understood is exactly what was drawn.

A plan is a picture of latents that belongs to a few facts together (a place in one of its looks, a kind in one of its
actions): the denoiser sees it beside the noise, and has to learn light, weather, colours and clothes, but not by heart
where every roof and paw is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

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
    SHELTERED,
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
CELLS = 16  # of latents, to the side of a layer

_LOOKS = tuple(range(VARIANTS))
#: Every plan, by what it belongs to.
PLANS: dict[tuple[str | int, ...], int] = {
    key: k
    for k, key in enumerate(
        (
            *product(("place",), PLACES, _LOOKS),
            *product(("sky",), TIMES, WEATHERS, _LOOKS),
            *product(("landmark",), LANDMARKS[1:], _LOOKS),
            *product(("figure",), KINDS, ACTIONS),
            *product(("prop",), PROPS[1:], _LOOKS),
        ),
        1,
    )
}
PLANS_OF_LAYER = 2  # at most


def layer_ids(scene: Scene, layer: Layer) -> tuple[int, ...]:
    """The `LENGTH` token ids of a layer of a scene, then the `PLANS_OF_LAYER` ids of its plans."""
    facts = {"layer": f"{layer.role} {layer.variant}", **_FACTS_OF[layer.role](scene, layer)}
    ids = [_IDS[name, word] if word else NOTHING for name, word in facts.items()]
    plans = [PLANS[key] for key in _PLANS_OF[layer.role](scene, layer)]
    return (*ids, *[NOTHING] * (LENGTH - len(ids)), *plans, *[NOTHING] * (PLANS_OF_LAYER - len(plans)))


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


def _backdrop_plans(scene: Scene, layer: Layer) -> list[tuple[str | int, ...]]:
    place: tuple[str | int, ...] = ("place", scene.place, layer.variant)
    return [place] if scene.place in SHELTERED else [place, ("sky", scene.time, scene.weather, layer.variant)]


_PLANS_OF: dict[str, Callable[[Scene, Layer], list[tuple[str | int, ...]]]] = {
    "backdrop": _backdrop_plans,
    "landmark": lambda scene, layer: [("landmark", scene.landmark, layer.variant)],
    "figure": lambda scene, layer: [("figure", (who := scene.characters[layer.index]).kind, who.action)],
    "prop": lambda scene, layer: [("prop", scene.prop, layer.variant)],
}


class LayerTokens(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers is untyped
    """Ids of layers (L, `LENGTH` + `PLANS_OF_LAYER`) to what the denoiser is told of them (L, rows, `width`).

    The first `LENGTH` rows are its `encoder_hidden_states`; the others, together, the plans (`PLANS_OF_LAYER` ×
    `plan_channels`, `CELLS`, `CELLS`), of which a model of before there were plans has none.
    """

    @register_to_config  # type: ignore[untyped-decorator]  # diffusers is untyped
    def __init__(self, width: int = 128, plan_channels: int = 0) -> None:
        super().__init__()
        self.tokens = nn.Embedding(len(_IDS) + 1, width)
        if plan_channels:
            self.plans = nn.Embedding(len(PLANS) + 1, plan_channels * CELLS**2, padding_idx=NOTHING)
            nn.init.zeros_(self.plans.weight)

    def forward(self, ids: Tensor) -> Tensor:
        tokens: Tensor = self.tokens(ids[:, :LENGTH])
        if not self.config.plan_channels:
            return tokens
        plans: Tensor = self.plans(ids[:, LENGTH:])
        return torch.cat([tokens, plans.view(len(ids), -1, tokens.shape[-1])], dim=1)

    def of(self, scene: Scene, layers: Sequence[Layer]) -> Tensor:
        """The same for some layers of a scene."""
        ids = [layer_ids(scene, layer) for layer in layers]
        return self(torch.tensor(ids, device=self.tokens.weight.device))  # type: ignore[no-any-return]
