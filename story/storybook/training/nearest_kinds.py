"""Makes `generation/storybook/nearest_kinds.json`: everyday nouns that the world lacks, with the nearest that it has.

    python -m story.storybook.training.nearest_kinds /usr/share/wordnet /usr/share/dict/american-english

Near is what shares the most of WordNet's hierarchy: a horse is an ungulate as a pig is, a cat only a mammal. The folder
is Debian's `wordnet-base` (Princeton WordNet 3.0, whose licence lets it be copied and changed), read as its page
wndb(5) tells; the list of words is SCOWL's (Debian's `wamerican`), so that the table holds words that people use.
Hand-written: a library for WordNet would be a dependency for one run.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from generation.storybook.pipeline import DEFAULT_FOLDER
from generation.storybook.scene import KINDS, LANDMARKS, PROPS
from generation.storybook.tokenizer import StorybookTokenizer
from generation.storybook.world import NEAREST_KINDS, StorybookWorld
from story.coreference.lexicon import CREATURES

OFFERED = 3  # kinds beside each noun
_ANIMAL, _ARTIFACT, _FOOD, _OBJECT, _PERSON, _PLANT = 5, 6, 13, 17, 18, 20  # lexicographers' files, see lexnames(5)
_PHYSICAL = {_ANIMAL, _ARTIFACT, _FOOD, _OBJECT, _PERSON, _PLANT}
_BEINGS = {_ANIMAL, _PERSON}
_SENSE = {
    "cake": _FOOD,
    "apple": _FOOD,
    "star": _OBJECT,
    **dict.fromkeys(("flower", "carrot", "mushroom", "pumpkin", "leaf", "tree"), _PLANT),
}
_SOMEBODY = ["girl", "boy", "robot"]  # where no being is near
_TOO_WIDE = {"being": 6, "thing": 6}  # depths of "organism" and "instrumentality": sharing no more is not being near


class Nouns:
    """WordNet's nouns: each one's senses, the most frequent first, and what each sense is a kind of."""

    def __init__(self, folder: Path) -> None:
        self.senses: dict[str, list[int]] = {}
        for line in (folder / "index.noun").read_text().splitlines():
            if not line.startswith("  "):
                lemma, _, count, *_ = line.split()
                self.senses[lemma] = [int(offset) for offset in line.split()[-int(count) :]]
        self.file: dict[int, int] = {}  # sense → lexicographer's file
        self._celebrities: set[int] = set()  # senses that are single persons
        self._parents: dict[int, list[int]] = {}
        for line in (folder / "data.noun").read_text().splitlines():
            if not line.startswith("  "):
                offset, file, *_ = line.split()
                self.file[int(offset)] = int(file)
                self._parents[int(offset)] = [int(parent) for parent in re.findall(r" @i? (\d{8}) n ", line)]
                if int(file) == _PERSON and " @i " in line:
                    self._celebrities.add(int(offset))

    @cache  # noqa: B019  # one object lives as long as the script
    def above(self, sense: int) -> dict[int, int]:
        """The sense and all that it is a kind of, each with its own depth below the root, from 1."""
        told: dict[int, int] = {}
        for parent in self._parents[sense]:
            told |= self.above(parent)
        return told | {sense: 1 + max((told[parent] for parent in self._parents[sense]), default=0)}

    def shared(self, one: int, two: int) -> int:
        """How deep in the hierarchy the deepest lies that both are kinds of."""
        above = self.above(one)
        return max((above[sense] for sense in above.keys() & self.above(two).keys()), default=0)

    def sense(self, noun: str, files: set[int]) -> int | None:
        """Its most frequent sense, of those files."""
        return next((sense for sense in self.senses.get(noun, ()) if self.file[sense] in files), None)

    def first(self, noun: str) -> int | None:
        """Its most frequent sense; the count is none whose name the zeppelin has."""
        return next((sense for sense in self.senses.get(noun, ()) if sense not in self._celebrities), None)


def nearest_kinds(nouns: Nouns, words: Sequence[str]) -> dict[str, str]:
    """The table: "being" or "thing" and the nearest kinds (spaces between) to the nouns it is so for (likewise)."""
    world = StorybookWorld(frozenset(StorybookTokenizer.load(DEFAULT_FOLDER / "tokenizer").words))
    beings = {kind: nouns.sense(kind, _PHYSICAL if kind == "robot" else _BEINGS) for kind in KINDS}
    things = {thing: nouns.sense(thing, {_SENSE.get(thing, _ARTIFACT)}) for thing in (*PROPS[1:], *LANDMARKS[1:])}
    table = defaultdict(list)
    for word in words:
        first = nouns.first(word)
        living = nouns.sense(word, {_ANIMAL}) or nouns.sense(word, {_PERSON})  # no whale is meant to be a large person
        file = nouns.file[first] if first else None
        sense = living if word in CREATURES else first if file in _PHYSICAL else None
        being = word in CREATURES or file in _BEINGS
        if len(word) < 3 or not (sense or being) or world.draws(word, being=being):
            continue
        sort, known = ("being", beings) if being else ("thing", things)
        shared = {kind: nouns.shared(sense, its) for kind, its in known.items() if sense and its}
        near = sorted((kind for kind in shared if shared[kind] > _TOO_WIDE[sort]), key=lambda kind: -shared[kind])
        offered = near[:OFFERED] or (_SOMEBODY if being else [])
        table[" ".join([sort, *offered])].append(word)
    return {kinds: " ".join(sorted(table[kinds])) for kinds in sorted(table)}


if __name__ == "__main__":
    spelled = re.findall(r"^[a-z]+$", Path(sys.argv[2]).read_text(), re.MULTILINE)
    made = nearest_kinds(Nouns(Path(sys.argv[1])), sorted({*spelled, *CREATURES}))
    NEAREST_KINDS.write_text(json.dumps(made, indent=0) + "\n")
