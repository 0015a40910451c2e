"""How often the rules of `story.coreference.cast` put exactly the right characters on stage in Storybook stories.

python tests/benchmarks/bench_cast.py [stories]
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from random import Random

from story.coreference.cast import SentenceCast, cast_of
from story.coreference.grammar import same_head
from story.coreference.mentions import find_mentions
from story.storybook.stories.stage import StoryFrame
from story.storybook.telling.tell import sample_story


@dataclass(slots=True)
class Score:
    """Frames with exactly the right set of kinds on stage, of all frames and of those told by pronoun."""

    frames: int = 0
    right: int = 0
    pronoun_frames: int = 0
    pronoun_right: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, told: StoryFrame, cast: SentenceCast) -> None:
        expected = sorted(each.kind for each in told.scene.characters)
        right = expected == sorted(_kind(member.description) for member in cast.members)
        self.frames, self.right = self.frames + 1, self.right + right
        if told.pronoun:
            self.pronoun_frames, self.pronoun_right = self.pronoun_frames + 1, self.pronoun_right + right
        if not right:
            self.wrong.append(f"{told.sentence}  {expected}  {[member.description for member in cast.members]}")


def measure(stories: int, *, sentences: int = 4) -> Score:
    """The score over this many sampled stories."""
    score = Score()
    for seed in range(stories):
        story = sample_story(Random(seed), sentences=sentences)
        for told, cast in zip(story, cast_of([told.sentence for told in story]), strict=True):
            score.add(told, cast)
    return score


def _kind(description: str) -> str:
    return next((same_head(each.word) for each in find_mentions(f"a {description}", ()) if each.kind == "noun"), "")


if __name__ == "__main__":
    result = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
    print(f"all frames:     {result.right}/{result.frames} = {result.right / result.frames:.3f}")
    print(
        f"pronoun frames: {result.pronoun_right}/{result.pronoun_frames} = "
        f"{result.pronoun_right / result.pronoun_frames:.3f}"
    )
    print("\n".join(result.wrong[:20]))
