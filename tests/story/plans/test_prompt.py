"""What a frame is drawn from says all that its plan knows, once."""

from __future__ import annotations

from dataclasses import replace

from story.coreference.cast import cast_of
from story.plans.plan import PlannedCharacter, PlannedFrame, StoryPlan
from story.plans.prompt import changed_prompt, figures_of_frame, prompt_of
from story.plans.rules import plan_story

TALE = ("Mia the red fox sits in the forest at night.", "She waves.")
OTTO = PlannedCharacter("Otto", "owl", ("blue hat",))


def told(wanted: StoryPlan) -> list[str]:
    frames = zip(TALE, cast_of(TALE), plan_story(TALE).frames, wanted.frames, strict=True)
    return [prompt_of(*each) for each in frames]


def test_what_still_holds_is_added_and_what_the_sentence_says_is_not() -> None:
    assert told(plan_story(TALE)) == [TALE[0], "Mia the red fox waves. Forest, night."]


def test_a_cast_that_somebody_changed_is_told_as_it_is_now() -> None:
    frames = plan_story(TALE).frames
    changed = replace(frames[1], characters=(OTTO,), place="sea", held=("old kite",))
    wanted = "She waves. Otto the owl with a blue hat is there. Sea, night, holding an old kite."
    assert told(StoryPlan((frames[0], changed)))[1] == wanted
    assert told(StoryPlan((frames[0], PlannedFrame())))[1] == "She waves. Nobody is there."


def test_a_model_with_a_context_of_its_own_is_told_only_what_differs() -> None:
    read = plan_story(TALE).frames[1]
    assert changed_prompt(TALE[1], read, read) == TALE[1]
    assert changed_prompt(TALE[1], read, replace(read, weather="snow")) == "She waves. Snow."


def test_figures_are_those_of_the_plan_with_their_clothes() -> None:
    rabbits = PlannedCharacter(looks="two white rabbits")
    figures = figures_of_frame(PlannedFrame((OTTO, rabbits)))
    assert [(each.name, each.noun, each.wears) for each in figures] == [
        ("Otto", "owl", ("blue hat",)),
        ("", "rabbit", ()),
        ("", "rabbit", ()),
    ]
