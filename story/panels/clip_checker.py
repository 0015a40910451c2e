"""A checker: how well CLIP finds that a picture fits its sentence, and each character's own words."""

from __future__ import annotations

from PIL import Image

from generation.tools.clip_scorer import ClipScorer
from story.panels.checker import Opinion, Panel
from story.sentences import NO_CAST

#: The least cosine. Words and pictures of one thing are at .25 to .35 with OpenAI's models, of two at .1 to .2.
THRESHOLD = 0.22


class ClipChecker:
    """CLIP as a `PanelChecker`; its score is the mean cosine. It can't count."""

    def __init__(self, scorer: ClipScorer, threshold: float = 0.0) -> None:
        """`threshold`: the least cosine; 0: `THRESHOLD`."""
        self.name, self._scorer, self._threshold = scorer.name, scorer, threshold or THRESHOLD

    def check(self, picture: Image.Image, panel: Panel) -> Opinion:
        told = [each.described() for each in panel.frame.characters if each.looks]
        texts = [panel.sentence.removeprefix(NO_CAST).strip() or "an empty place", *told]
        scores = self._scorer.scores(picture, texts)
        named = zip(["what its sentence tells", *told], scores, strict=True)
        reasons = tuple(f"too little of {words}" for words, score in named if score < self._threshold)
        return Opinion(sum(scores) / len(scores), reasons)

    def close(self) -> None:
        self._scorer.close()
