"""A folder of stories, in whichever layout of the field it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

from story.datasets import clevr_sv, flintstones_sv, jsonl, pororo_sv, vist
from story.datasets.frames import DatasetError, DatasetStory, Split


@dataclass(frozen=True, slots=True)
class Layout:
    """How a data set lies in a folder."""

    fits: Callable[[Path], bool]
    read: Callable[[Path], Iterable[DatasetStory | None]]  # None: a story that lacks something


LAYOUTS: Mapping[str, Layout] = {
    name: Layout(module.fits, module.read)
    for name, module in {
        "jsonl": jsonl,
        "clevr-sv": clevr_sv,
        "pororo-sv": pororo_sv,
        "flintstones-sv": flintstones_sv,
        "vist": vist,
    }.items()
}


class StoryFolder(Sequence[DatasetStory]):
    """Stories in the order of their folder. Pictures are found when it is opened, and read when a frame is."""

    #: `left_out`: how many stories of the whole folder lacked a picture, where a layout expects some to.
    def __init__(self, folder: Path, layout: str, stories: Sequence[DatasetStory], left_out: int = 0) -> None:
        self.folder, self.layout, self.left_out, self._stories = folder, layout, left_out, tuple(stories)

    def split(self, name: Split | None) -> StoryFolder:
        """Only the stories of a split; None: all. Where the data set names none at all, every story trains."""
        if name is None:
            return self
        own = [each for each in self._stories if each.split == name]
        if name == "train" and not any(each.split for each in self._stories):
            own = list(self._stories)
        if not own:
            raise DatasetError(f"{self.folder}: no story is for {name!r}; name another split, or say so in the data.")
        return StoryFolder(self.folder, self.layout, own, self.left_out)

    @overload
    def __getitem__(self, at: int) -> DatasetStory: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[DatasetStory]: ...
    def __getitem__(self, at: Any) -> Any:
        return self._stories[at]

    def __len__(self) -> int:
        return len(self._stories)


def open_stories(folder: Path, layout: str | None = None, split: Split | None = None) -> StoryFolder:
    """The stories of a folder; `layout` None finds out which it is. Raises DatasetError, a sentence with the place."""
    name = layout or _layout_of(folder)
    if name not in LAYOUTS:
        raise DatasetError(f"There is no layout {name!r}; there are: {', '.join(LAYOUTS)}.")
    found = list(LAYOUTS[name].read(folder))
    stories = [each for each in found if each]
    if short := next((each for each in stories if len(each.frames) < 2), None):
        raise DatasetError(f"{short.frames[0].where}: story {short.id} has one frame; a story takes two or more.")
    if not stories:
        raise DatasetError(f"{folder}: there is no story in it whose pictures are all there.")
    return StoryFolder(folder, name, stories, len(found) - len(stories)).split(split)


def _layout_of(folder: Path) -> str:
    if not folder.is_dir():
        raise DatasetError(f"There is no folder {folder}.")
    for name, layout in LAYOUTS.items():
        if layout.fits(folder):
            return name
    raise DatasetError(
        f"{folder} is no folder of stories: it needs a {jsonl.FILE}, or the files of {', '.join(list(LAYOUTS)[1:])}."
    )
