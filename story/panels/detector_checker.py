"""A checker: an open-vocabulary detector has to find every noun of the plan, and of nobody more than were told."""

from __future__ import annotations

from collections import Counter

from PIL import Image

from generation.tools.object_detector import ObjectDetector
from story.panels.checker import Opinion, Panel
from story.panels.stage import miscounted, wanted


class DetectorChecker:
    """A detector as a `PanelChecker`; its score is the share of nouns that are there as often as they should be."""

    def __init__(self, detector: ObjectDetector, threshold: float = 0.0) -> None:
        """`threshold`: the least score of a thing; 0: what the model's authors advise."""
        self.name, self._detector, self._threshold = detector.name, detector, threshold

    def check(self, picture: Image.Image, panel: Panel) -> Opinion | None:
        beings = {noun: count for noun, count in wanted(panel).items() if noun}
        things = [thing for thing in panel.frame.held if thing not in beings]  # there may be others that nobody holds
        if not (beings or things):
            return None
        found = Counter(each.noun for each in self._detector.find(picture, [*beings, *things], self._threshold))
        told = [(count.meets(found[noun]), miscounted(noun, count, found[noun])) for noun, count in beings.items()]
        told += [(found[thing] > 0, f"no {thing}") for thing in things]
        right = sum(met for met, _ in told)
        return Opinion(right / len(told), tuple(reason for met, reason in told if not met))

    def close(self) -> None:
        self._detector.close()
