"""Labels of tales and plans are compared as a reader would: any word for somebody will do, each counts once."""

from __future__ import annotations

from story.plans.plan import PlannedCharacter, PlannedFrame, StoryPlan
from story.plans.rules import plan_story
from story.plans.score import Passage, halves, score, tales

MAN, PRINCESS = frozenset(("man",)), frozenset(("princess", "daughter"))


def counted(*characters: PlannedCharacter) -> tuple[int, int, int, int]:
    plan = StoryPlan((PlannedFrame(characters),))
    made = score([Passage("", ("A man meets her.",), ((MAN, PRINCESS),))], lambda _: plan)
    return made.exact, made.right, made.planned, made.told


def test_a_frame_is_exact_where_everybody_and_nobody_else_is_planned() -> None:
    man, daughter = PlannedCharacter("", "old man"), PlannedCharacter("Rosa", "king's daughter")
    assert counted(man, daughter) == (1, 2, 2, 2)
    assert counted(man) == (0, 1, 1, 2)
    assert counted(man, daughter, PlannedCharacter("", "dog")) == (0, 2, 3, 2)


def test_more_than_three_hundred_sentences_are_labelled_and_their_sources_stated() -> None:
    assert sum(len(passage.sentences) for passage in tales()) > 400
    assert all(";" in passage.source for passage in tales())


def test_the_rules_do_not_become_worse() -> None:
    seen, unseen = (score(passages, plan_story) for passages in halves().values())
    assert seen.exact_share > 0.88
    assert unseen.exact_share > 0.83
