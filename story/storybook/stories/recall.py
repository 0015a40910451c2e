"""Which facts of a frame a reader must remember: not default, and last told two sentences ago or earlier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generation.storybook.scene import NATURAL_COLOUR, Character, Scene

_DEFAULTS = {"time": "day", "weather": "clear", "landmark": "none", "prop": "none"}


def recall(
    scene: Scene, last_told: Mapping[str, int], looks: Sequence[Mapping[str, int]], latest: int
) -> tuple[str, ...]:
    """Names of facts, as in `FACTS`, that are not default and were last told in sentence `latest` or before.

    `last_told` and, per character on stage, `looks` say in which sentence each fact was told last; places have their
    names.
    """
    facts = ["place"] if scene.place != "meadow" and last_told[scene.place] <= latest else []
    facts += [
        name for name, default in _DEFAULTS.items() if getattr(scene, name) != default and last_told[name] <= latest
    ]
    if scene.prop != "none" and scene.prop_colour != NATURAL_COLOUR[scene.prop] and last_told["prop_colour"] <= latest:
        facts.append("prop_colour")
    for n, (who, when) in enumerate(zip(scene.characters, looks, strict=True), 1):
        facts += [f"{name}{n}" for name in _remarkable(who) if when[name] <= latest]
        if scene.holder == n - 1 and last_told["holds"] <= latest:
            facts.append(f"holds{n}")
    return tuple(facts)


def _remarkable(who: Character) -> list[str]:
    """The facts of a look that are not default; a kind never is."""
    names = ["kind"]
    if who.colour != NATURAL_COLOUR[who.kind]:
        names.append("colour")
    if who.size != "normal":
        names.append("size")
    for part in ("headwear", "neckwear"):
        worn = getattr(who, part)
        if worn != "none":
            names.append(part)
            if getattr(who, part + "_colour") != NATURAL_COLOUR[worn]:
                names.append(part + "_colour")
    return names
