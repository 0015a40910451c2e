"""Aspect ratios keep the engine's area and grid, whatever is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.engine import EngineError, EngineInfo
from generation.request.sizes import image_size


def info(width: int = 512, height: int = 512, **values: object) -> EngineInfo:
    return EngineInfo("diffusers", "Model", "cpu", "", width, height, 20, 7.0, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("aspect_ratio", "size"),
    [
        (None, (512, 512)),
        ("1:1", (512, 512)),
        ("16:9", (680, 384)),
        ("9:16", (384, 680)),
        (" 2 : 1 ", (728, 360)),
        ("1.85:1", (696, 376)),
        ("4:1", (1024, 256)),
    ],
)
def test_a_ratio_becomes_a_size_of_the_same_area(aspect_ratio: str | None, size: tuple[int, int]) -> None:
    assert image_size(info(), aspect_ratio) == size


@pytest.mark.parametrize("aspect_ratio", ["", "16x9", "16", "0:1", "1:0", "a:b", "-1:2", "1:2:3", "inf:1", "１６:９"])
def test_what_is_no_ratio_is_answered_with_the_right_form(aspect_ratio: str) -> None:
    with pytest.raises(EngineError, match="--ar 16:9"):
        image_size(info(), aspect_ratio)


@pytest.mark.parametrize("aspect_ratio", ["5:1", "1:5", "9999:1", "1:4.01"])
def test_absurd_ratios_are_refused(aspect_ratio: str) -> None:
    with pytest.raises(EngineError, match="between 1:4 and 4:1"):
        image_size(info(), aspect_ratio)


def test_an_engine_of_one_size_takes_only_its_own_ratio() -> None:
    assert image_size(info(256, 128, fixed_size=True), "2:1") == (256, 128)
    with pytest.raises(EngineError, match="Model draws only 256×128: leave out --ar"):
        image_size(info(256, 128, fixed_size=True), "1:1")


def test_a_size_beyond_the_engine_is_refused() -> None:
    with pytest.raises(EngineError, match="more than the 1000 pixels"):
        image_size(info(max_pixels=1000), "1:1")


@given(
    width=st.integers(1, 400),
    height=st.integers(1, 400),
    base=st.sampled_from([256, 512, 1024]),
    multiple=st.sampled_from([8, 16, 64]),
)
def test_every_size_is_on_the_grid_and_near_the_ratio_and_area(
    width: int, height: int, base: int, multiple: int
) -> None:
    engine = info(base, base, size_multiple=multiple)
    if not 1 / 4 <= width / height <= 4:
        with pytest.raises(EngineError):
            image_size(engine, f"{width}:{height}")
        return
    drawn_width, drawn_height = image_size(engine, f"{width}:{height}")
    assert drawn_width % multiple == drawn_height % multiple == 0
    ideal_width, ideal_height = base * (width / height) ** 0.5, base * (height / width) ** 0.5
    assert abs(drawn_width - ideal_width) <= multiple / 2 + 1e-6
    assert abs(drawn_height - ideal_height) <= multiple / 2 + 1e-6
