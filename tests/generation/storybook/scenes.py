"""Random scenes for property tests: every fact any of its words, within what a scene may say."""

from __future__ import annotations

from hypothesis import strategies as st

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

SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def characters(draw: st.DrawFn) -> Character:
    """Any character; the colour of what it does not wear is left as it is by default."""
    headwear, neckwear = draw(st.sampled_from(HEADWEAR)), draw(st.sampled_from(NECKWEAR))
    return Character(
        kind=draw(st.sampled_from(KINDS)),
        colour=draw(st.sampled_from(COLOURS)),
        size=draw(st.sampled_from(SIZES)),
        headwear=headwear,
        headwear_colour="red" if headwear == "none" else draw(st.sampled_from(COLOURS)),
        neckwear=neckwear,
        neckwear_colour="red" if neckwear == "none" else draw(st.sampled_from(COLOURS)),
        action=draw(st.sampled_from(ACTIONS)),
    )


@st.composite
def scenes(draw: st.DrawFn, fewest: int = 0) -> Scene:
    """Any scene with at least so many characters."""
    cast = draw(st.lists(characters(), min_size=fewest, max_size=MOST_CHARACTERS))
    prop = draw(st.sampled_from(PROPS))
    held = prop != "none" and cast and draw(st.booleans())
    return Scene(
        place=draw(st.sampled_from(PLACES)),
        time=draw(st.sampled_from(TIMES)),
        weather=draw(st.sampled_from(WEATHERS)),
        landmark=draw(st.sampled_from(LANDMARKS)),
        prop=prop,
        prop_colour="red" if prop == "none" else draw(st.sampled_from(COLOURS)),
        holder=draw(st.integers(0, len(cast) - 1)) if held else None,
        characters=tuple(cast),
    )
