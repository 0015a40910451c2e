"""An edited story draws exactly the frames that must be drawn; all others keep their bytes and their seeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.engine import ImageRequest
from story.edit import (
    EditError,
    StoryEdit,
    continue_story,
    edit_sentence,
    insert_panel,
    redo_panel,
    remove_panel,
    restyle,
)
from story.request import StoryRequest

SENTENCES = ("Mia the red fox finds a lantern.", "Otto the blue owl waits.", "He sleeps.", "[NC] The hill at night.")
FRAMES = ("aa", "bb", "cc", "dd")
STORY = StoryRequest(SENTENCES, ImageRequest(" ".join(SENTENCES), seed=7, style="ink"), (("Mia", "a red fox"),))
MOST = 6


@st.composite
def stories(draw: st.DrawFn) -> tuple[StoryRequest, list[str]]:
    """Any story with its frames, some of which have seeds of their own or were kept before."""
    count = draw(st.integers(1, 5))
    sentences = draw(st.lists(st.sampled_from(SENTENCES), min_size=count, max_size=count))
    seeds = draw(st.lists(st.none() | st.integers(0, 99), max_size=count))
    kept = draw(st.lists(st.none() | st.sampled_from(FRAMES), max_size=count))
    request = replace(STORY, sentences=tuple(sentences), seeds=tuple(seeds), kept=tuple(kept))
    return request, [f"{index:02x}" for index in range(count)]


def rows(request: StoryRequest) -> list[tuple[str, int, str | None]]:
    """(sentence, seed, stored picture) of every frame."""
    kept = [*request.kept, *[None] * len(request.sentences)]
    return [(each, request.seed_of(index), kept[index]) for index, each in enumerate(request.sentences)]


def before(request: StoryRequest, frames: list[str]) -> list[tuple[str, int, str | None]]:
    return [(each, request.seed_of(index), frames[index]) for index, each in enumerate(request.sentences)]


@settings(max_examples=40)
@given(stories(), st.data())
def test_a_redone_panel_is_drawn_from_the_new_seed_and_the_others_stay(
    story: tuple[StoryRequest, list[str]], data: st.DataObject
) -> None:
    request, frames = story
    index = data.draw(st.integers(0, len(frames) - 1))
    edit = redo_panel(request, frames, index, 123)
    expected = before(request, frames)
    expected[index] = (expected[index][0], 123, None)
    assert rows(edit.request) == expected and edit.drawn == (index,) and edit.stale == ()


@settings(max_examples=40)
@given(stories(), st.data())
def test_an_edited_sentence_is_drawn_from_the_seed_that_its_frame_had(
    story: tuple[StoryRequest, list[str]], data: st.DataObject
) -> None:
    request, frames = story
    index = data.draw(st.integers(0, len(frames) - 1))
    edit = edit_sentence(request, frames, index, " It   rains. ")
    expected = before(request, frames)
    expected[index] = ("It rains.", expected[index][1], None)
    assert rows(edit.request) == expected and edit.drawn == (index,)


@settings(max_examples=40)
@given(stories(), st.data())
def test_what_is_inserted_and_removed_again_leaves_the_story_as_it_was(
    story: tuple[StoryRequest, list[str]], data: st.DataObject
) -> None:
    request, frames = story
    index = data.draw(st.integers(0, len(frames)))
    inserted = insert_panel(request, frames, index, "It rains.", MOST)
    expected = before(request, frames)
    assert rows(inserted.request) == [*expected[:index], ("It rains.", 7, None), *expected[index:]]
    assert inserted.drawn == (index,)
    removed = remove_panel(inserted.request, [*frames[:index], "ff", *frames[index:]], index)
    assert rows(removed.request) == expected and removed.drawn == ()
    assert removed.request.drawing == replace(request.drawing, prompt=" ".join(request.sentences))


@settings(max_examples=40)
@given(stories())
def test_a_story_that_goes_on_draws_only_its_new_sentences(story: tuple[StoryRequest, list[str]]) -> None:
    request, frames = story
    edit = continue_story(request, frames, ["It rains."], MOST, cast=[("Otto", "a blue owl")])
    assert rows(edit.request) == [*before(request, frames), ("It rains.", 7, None)]
    assert edit.drawn == (len(frames),) and edit.request.cast == (("Mia", "a red fox"), ("Otto", "a blue owl"))


@settings(max_examples=40)
@given(stories())
def test_another_style_draws_everything_from_the_seeds_it_had_with_the_same_cast(
    story: tuple[StoryRequest, list[str]],
) -> None:
    request, frames = story
    edit = restyle(request, frames, "watercolour")
    assert rows(edit.request) == [(each, seed, None) for each, seed, _ in before(request, frames)]
    assert edit.drawn == tuple(range(len(frames))) and edit.stale == ()
    assert (edit.request.drawing.style, edit.request.cast) == ("watercolour", request.cast)


@settings(max_examples=40)
@given(stories(), st.sampled_from(["redo", "edit", "insert", "continue", "restyle"]))
def test_the_prompt_is_always_the_whole_story_and_everything_else_stays(
    story: tuple[StoryRequest, list[str]], verb: str
) -> None:
    edits: dict[str, Callable[..., StoryEdit]] = {
        "redo": lambda request, frames: redo_panel(request, frames, 0, 1),
        "edit": lambda request, frames: edit_sentence(request, frames, 0, "It rains."),
        "insert": lambda request, frames: insert_panel(request, frames, 0, "It rains.", MOST),
        "continue": lambda request, frames: continue_story(request, frames, ["It rains."], MOST),
        "restyle": lambda request, frames: restyle(request, frames, None),
    }
    request, frames = story
    changed = edits[verb](request, frames).request
    assert changed.drawing.prompt == " ".join(changed.sentences)
    assert (changed.drawing.seed, changed.context, changed.causal) == (7, request.context, request.causal)


@pytest.mark.parametrize(
    ("edit", "stale"),
    [
        (edit_sentence(STORY, FRAMES, 1, "Leo the grey wolf waits."), (2,)),  # "He" is another now
        (remove_panel(STORY, FRAMES, 1), (1,)),
        (insert_panel(STORY, FRAMES, 2, "Leo the grey wolf comes.", MOST), (3,)),
        (redo_panel(STORY, FRAMES, 1, 3), ()),
        (edit_sentence(STORY, FRAMES, 2, "Mia sleeps."), ()),
        (edit_sentence(replace(STORY, context=False), FRAMES, 1, "Leo the grey wolf waits."), ()),
    ],
)
def test_kept_frames_whose_words_mean_another_cast_are_told(edit: StoryEdit, stale: tuple[int, ...]) -> None:
    assert edit.stale == stale and not set(stale) & set(edit.drawn)


def test_a_mark_for_nobody_is_written_our_way() -> None:
    assert edit_sentence(STORY, FRAMES, 0, "[nc] the  hill").request.sentences[0] == "[NC] the hill"


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda: redo_panel(STORY, FRAMES, 4, 1), "has 4 pictures: choose one from 1 to 4"),
        (lambda: redo_panel(STORY, FRAMES, -1, 1), "choose one from 1 to 4"),
        (lambda: edit_sentence(STORY, FRAMES, 0, "  "), "Write the sentence"),
        (lambda: edit_sentence(STORY, FRAMES, 2, "He  sleeps."), "Picture 3 has this sentence already"),
        (lambda: insert_panel(STORY, FRAMES, 5, "It rains.", MOST), "insert one at 1 to 5"),
        (lambda: insert_panel(STORY, FRAMES, 0, "It rains.", 4), "would be 5 pictures, and a story has 4 at most"),
        (lambda: remove_panel(replace(STORY, sentences=("Hi.",)), ["aa"], 0), "only picture"),
        (lambda: continue_story(STORY, FRAMES, [], MOST), "how the story goes on"),
        (lambda: continue_story(STORY, FRAMES, ["Hi."] * 3, MOST), "would be 7 pictures"),
        (lambda: continue_story(STORY, FRAMES, ["Hi."], MOST, [("mia", "an owl")]), "knows mia already"),
        (lambda: restyle(STORY, FRAMES, "ink"), "in this style already"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(act: Callable[[], Any], sentence: str) -> None:
    with pytest.raises(EditError, match=sentence):
        act()


def test_frames_that_are_not_those_of_the_story_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="4 sentences has not 1"):
        remove_panel(STORY, ["aa"], 0)
