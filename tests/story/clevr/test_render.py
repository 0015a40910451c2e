"""What the renderer shows, told from its pixels."""

from __future__ import annotations

import numpy as np
import pytest

from story.clevr.render import project, render, unproject
from story.clevr.solids import SHAPES, Solid


def changed(solid: Solid) -> np.ndarray:
    """Where the solid itself is: strongly coloured pixels."""
    frame = render([solid]).frames[0].astype(int)
    return (frame.max(-1) - frame.min(-1)) > 60


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("place", [(0.0, 0.0), (2.0, 1.0), (-2.0, -1.5)])
def test_a_solid_is_where_the_camera_has_to_see_it(shape: str, place: tuple[float, float]) -> None:
    solid = Solid(shape, "red", "rubber", "large", *place)
    rows, columns = np.nonzero(changed(solid))
    column, row, _ = project(solid.x, solid.y, solid.radius)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == pytest.approx((column, row), abs=1.0)


def test_a_place_in_the_picture_is_a_place_on_the_floor() -> None:
    column, row, _ = project(1.25, -2.5, 0.35)
    assert unproject(column, row, 0.35) == pytest.approx((1.25, -2.5), abs=1e-3)


def test_what_is_near_hides_what_is_far_whichever_came_first() -> None:
    near, far = Solid("cube", "red", "rubber", "large", 1.0, -1.0), Solid("cube", "blue", "rubber", "large", 0.0, 0.0)
    one, two = render([near, far]), render([far, near])
    assert np.array_equal(one.frames[1], two.frames[1]) and one.seen == two.seen[::-1]
    assert one.seen[0] > one.seen[1]


def test_a_solid_throws_shadows_and_the_rest_of_the_floor_stays() -> None:
    drawn = render([Solid("sphere", "gray", "rubber", "large", 0.0, 0.0)])
    darker = drawn.empty.astype(int).sum(-1) - drawn.frames[0].astype(int).sum(-1)
    assert (darker[40:] > 20).any()
    assert (darker[:12] == 0).all()


def test_metal_shines_and_rubber_does_not() -> None:
    metal, rubber = (
        render([Solid("sphere", "blue", material, "large", 0.0, 0.0)]).frames[0].min(-1).astype(int)
        for material in ("metal", "rubber")
    )
    assert (metal - rubber).max() > 60 > 30 > (rubber - metal).max()


def test_lamps_that_moved_change_the_light_a_little() -> None:
    one, two = render([]).empty.astype(int), render([], (1.0, -1.0)).empty.astype(int)
    assert 1 < abs(one - two).max() < 50
