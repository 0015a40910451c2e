"""A checker: the judge of the Storybook world, which comes with Vignette and sees nothing but pixels.

It tells who is on stage, how many, and in which colour, in pictures of that world, whoever drew them. Beings that the
world does not have may be there or not; colours of children are those of their clothes, and not looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PIL import Image

from generation.engine import EngineError
from generation.storybook.scene import COLOURS, KINDS, MOST_CHARACTERS, Scene
from generation.storybook.synonyms import SYNONYMS
from generation.storybook.world import CALLED
from story.panels.checker import Opinion, Panel
from story.panels.stage import Wanted, miscounted, nouns_told, wanted
from story.plans.plan import with_article
from story.storybook.judge import judge

NAME = "storybook"
_CHILDREN = ("girl", "boy")


class JudgeChecker:
    """The judge as a `PanelChecker`, on the CPU. Its score is the share of what it could compare that is right."""

    name = NAME

    def __init__(self) -> None:
        try:
            self._net = judge.committed()
        except FileNotFoundError as error:
            raise EngineError(str(error)) from error

    def check(self, picture: Image.Image, panel: Panel) -> Opinion | None:
        if panel.figures is None or panel.style:  # it has seen no other style than the world's own
            return None
        [verdict] = judge.judge([picture], self._net)
        compared = [*_cast(panel, verdict.scene), *_colours(panel, verdict.scene)]
        if not compared:
            return None
        right = sum(not reason for reason in compared)
        return Opinion(right / len(compared), tuple(filter(None, dict.fromkeys(compared))))

    def close(self) -> None:
        del self._net


def _cast(panel: Panel, scene: Scene) -> Iterator[str]:
    """Kind by kind what is wrong, "" where nothing is."""
    there = Counter(who.kind for who in scene.characters)
    kinds: dict[str, tuple[str, Wanted]] = {}  # what is drawn → the noun that tells it first, and how many
    strangers = 0  # who may be anything, or not be drawn
    for noun, count in wanted(panel).items():
        kind = _kind(noun)
        if not kind:
            strangers += MOST_CHARACTERS if count.most is None else count.least
        elif kind in kinds:
            kinds[kind] = kinds[kind][0], _both(kinds[kind][1], count)
        else:
            kinds[kind] = noun, count
    crowded = sum(each.least for _, each in kinds.values()) + strangers > MOST_CHARACTERS  # more than it can tell
    for kind, (noun, count) in kinds.items():
        seen = there[kind]
        met = count.meets(seen) or (crowded and seen < count.least)
        yield "" if met else miscounted(noun, count, seen)
    others = [kind for kind in there.elements() if kind not in kinds]
    if not panel.joined:
        yield from (f"{with_article(kind)} that nobody told of" for kind in others[strangers:])
    if not kinds and not others:
        yield ""  # nobody was told of, and nobody is there


def _colours(panel: Panel, scene: Scene) -> Iterator[str]:
    """Of those told with a colour whose kind is there as often as it should be; "" where it is the right one."""
    told: dict[str, list[str]] = {}
    for figure, noun in zip(panel.figures or (), nouns_told(panel), strict=True):
        told.setdefault(_kind(noun), []).append(_colour(figure.looks))
    for kind, colours in told.items():
        seen = [who.colour for who in scene.characters if who.kind == kind]
        if not kind or kind in _CHILDREN or len(seen) != len(colours):
            continue
        lacking = Counter(filter(None, colours))
        yield from ("" for _ in (lacking & Counter(seen)).elements())
        rest = [*(Counter(seen) - lacking).elements()]
        for colour in (lacking - Counter(seen)).elements():
            yield f"{with_article(f'{rest.pop(0)} {kind}')} instead of {with_article(colour)} one"


def _kind(noun: str) -> str:
    """What the world draws for a noun; "" of what is not in it."""
    word = SYNONYMS.get(noun, noun)
    kind = CALLED.get(word, word)
    return kind if kind in KINDS else ""


def _colour(looks: str) -> str:
    """The one colour that looks tell; "" where they tell none, or several."""
    told = {SYNONYMS.get(word, word) for word in looks.lower().split()} & set(COLOURS)
    return told.pop() if len(told) == 1 else ""


def _both(one: Wanted, other: Wanted) -> Wanted:
    most = None if one.most is None or other.most is None else one.most + other.most
    return Wanted(one.least + other.least, most)
