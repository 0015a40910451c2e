"""Stories of a seed: CLEVR's distances, everything seen, and a folder that is read back."""

from __future__ import annotations

from pathlib import Path
from random import Random

from story.clevr.solids import floor_axes
from story.clevr.stories import BETWEEN, MARGIN, SMALLEST_SEEN, drawn_stories, sample_solids, stories
from story.datasets.folder import open_stories
from story.datasets.jsonl import write_stories


def test_a_seed_is_always_the_same_stories_and_no_split_has_anothers() -> None:
    one, again, test, other = (
        next(stories(split, seed, 1)).solids for split, seed in (("train", 1), ("train", 1), ("test", 1), ("train", 2))
    )  # type: ignore[arg-type]
    assert one == again and len({one, test, other}) == 3


def test_solids_keep_clevrs_distances() -> None:
    for number in range(50):
        solids = sample_solids(Random(number))
        pairs = [(one, two) for k, one in enumerate(solids) for two in solids[:k]]
        assert len(pairs) == 6
        for one, two in pairs:
            x, y = one.x - two.x, one.y - two.y
            assert (x * x + y * y) ** 0.5 >= one.radius + two.radius + BETWEEN
            assert min(map(abs, floor_axes(x, y))) >= MARGIN


def test_every_solid_is_seen_in_the_last_frame() -> None:
    assert all(min(each.rendered.seen) >= SMALLEST_SEEN for each in stories("test", 3, 3))


def test_a_folder_of_them_is_read(tmp_path: Path) -> None:
    assert write_stories(tmp_path, drawn_stories("test", 1, 2)) == 2
    first = open_stories(tmp_path, split="test")[0]
    last = first.frames[3]
    assert (len(first.frames), len(last.cast), last.open().size) == (4, 4, (64, 64))
    assert last.caption.endswith(last.sentence) and last.caption.startswith(f"There is a {last.cast[0]}.")
