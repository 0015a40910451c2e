"""Where the painter puts what it draws; what that looks like is learned."""

from __future__ import annotations

import torch

from story.clevr.painter import WIDTH, Painter
from story.clevr.solids import Solid, encode


def painter() -> Painter:
    """An untrained one that covers its whole patches and throws no shadows."""
    torch.manual_seed(0)
    drawn = Painter((8, 8, 8, 8)).requires_grad_(False)
    drawn.paint[1].bias[2:] = torch.tensor([20.0, -20.0])  # covered, and no shadow
    return drawn


def test_an_empty_slot_is_a_token_of_zeros() -> None:
    row = encode([Solid("cube", "red", "rubber", "large", 0, 0)], cumulative=True)
    tokens = painter().encode(torch.from_numpy(row))
    assert tokens.shape == (1, 4, WIDTH) and tokens[0, 0].any() and not tokens[0, 1:].any()


def test_nothing_there_is_the_floor_alone() -> None:
    drawn = painter()
    picture = drawn.draw(torch.zeros(2, 4, WIDTH), torch.zeros(2, 4, dtype=torch.bool), torch.zeros(2, 4, 3))
    assert torch.equal(picture, drawn.floor.expand(2, -1, -1, -1))


def test_a_solid_is_drawn_around_its_place_and_nowhere_else() -> None:
    drawn = painter()
    there = torch.tensor([[True, False, False, False]])
    place = torch.tensor([[[20.0, 40.0, 0.5]]]).expand(1, 4, 3)
    changed = (drawn.draw(torch.randn(1, 4, WIDTH), there, place) - drawn.floor).abs().amax((0, 1)) > 1e-4
    rows, columns = changed.nonzero().unbind(1)
    assert (columns.min(), columns.max(), rows.min(), rows.max()) == (6, 33, 26, 53)


def test_what_is_near_is_drawn_over_what_is_far() -> None:
    drawn, tokens = painter(), torch.randn(1, 4, WIDTH)
    there = torch.tensor([[True, True, False, False]])
    alone = torch.tensor([[True, False, False, False]])
    for depths, hidden in (((0.2, 0.9), False), ((0.9, 0.2), True)):
        place = torch.tensor([[[32.0, 32.0, depths[0]], [32.0, 32.0, depths[1]], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]])
        same = torch.allclose(drawn.draw(tokens, there, place), drawn.draw(tokens, alone, place), atol=1e-3)
        assert same is not hidden
