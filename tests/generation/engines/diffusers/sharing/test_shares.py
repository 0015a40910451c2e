"""The identity bank: which tokens are kept of a character, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import ref

import torch

from generation.engines.diffusers.sharing.shares import RATE, Share, bytes_of


@dataclass(eq=False)
class Reader:
    step: int
    num_steps: int = 4


def masked(seed: int = 5) -> Share:
    """One character in the left half of the picture."""
    share = Share(seed, places=((1, 2),))
    heat = torch.zeros(1, 8, 8)
    heat[..., :4] = 1
    share.warm(0, heat)
    return share


def test_only_tokens_inside_the_mask_are_kept() -> None:
    for grid in ((8, 8), (16, 16), (4, 4)):
        tokens = masked().sample(1, 0, grid)
        assert len(tokens) == grid[0] * grid[1] // RATE and (tokens % grid[1] < grid[1] // 2).all()
        assert len(set(tokens.tolist())) == len(tokens)


def test_the_seed_chooses_among_them_and_the_step_does_not() -> None:
    share, other = masked(), masked(seed=6)
    share.warm(1, torch.zeros(1, 8, 8))
    assert share.sample(1, 0, (8, 8)).equal(share.sample(2, 0, (8, 8)))
    assert not share.sample(1, 0, (8, 8)).equal(other.sample(1, 0, (8, 8)))


def test_without_words_the_sample_is_of_the_whole_picture() -> None:
    share = Share(5, places=((),))
    assert len(share.sample(1, 0, (8, 8))) == 8 and share.region(1, 0, (8, 8)).all()


def test_a_step_is_kept_until_the_last_reader_who_is_still_there_has_done_it() -> None:
    share, fast, slow = masked(), Reader(3), Reader(2)
    share.readers = [ref(fast), ref(slow)]  # type: ignore[list-item]
    pair = torch.zeros(2, 8, 4), torch.zeros(2, 8, 4)
    share.bank = {step: {(False, 0, 0): pair} for step in (1, 2, 3)}
    share.forget()
    assert list(share.bank) == [2, 3] and bytes_of([share]) == 2 * 2 * 256
    del slow
    share.forget()
    assert list(share.bank) == [3]
    fast.step = fast.num_steps
    share.forget()
    assert not share.bank
