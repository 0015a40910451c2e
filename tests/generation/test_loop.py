"""The loop is fair to groups, keeps shapes apart, and survives a group that cannot be advanced."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from generation.company import Company
from generation.engine import DrawingRequest, EngineError
from generation.engines.echo import EchoConditioning, EchoDrawing, EchoEngine, EchoOptions
from generation.errors import OUT_OF_MEMORY
from generation.loop import DrawingLoop, StepError


class WatchedEngine(EchoEngine):
    """Remembers the calls, and fails those that hold too many drawings or a bad one."""

    def __init__(self, fails_above: int = 100) -> None:
        super().__init__(EchoOptions())
        self.calls: list[list[str]] = []
        self.fails_above = fails_above

    def advance(self, drawings: Sequence[EchoDrawing]) -> None:
        prompts = [drawing.request.prompt for drawing in drawings]
        self.calls.append(prompts)
        if len(prompts) > self.fails_above:
            raise EngineError(OUT_OF_MEMORY) from MemoryError()
        if "bad" in prompts:
            raise EngineError("bad luck")
        super().advance(drawings)


def drawings(engine: EchoEngine, prompt: str, count: int = 1, steps: int = 2, width: int = 64) -> list[EchoDrawing]:
    request = DrawingRequest(prompt, 0, width, 64, steps, 1.0)
    return [engine.begin(request, EchoConditioning(prompt)) for _ in range(count)]


def test_all_drawings_of_one_shape_advance_in_one_call() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, max_batch=8)
    loop.add(1, drawings(engine, "a", 2))
    loop.add(2, drawings(engine, "b"))
    loop.step()
    assert sorted(engine.calls[0]) == ["a", "a", "b"]


def costly_company(engine: WatchedEngine) -> Company:
    """It was found that several groups at once take twice as long a drawing."""
    company, shape = Company(), drawings(engine, "a")[0].shape_key
    for _ in range(6):
        together = company.pays(shape)
        company.took(shape, 2e9 if together else 1e9, together=together)
    return company


def test_where_company_does_not_pay_groups_take_turns() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, 8, costly_company(engine))
    loop.add(1, drawings(engine, "a", count=2))
    loop.add(2, drawings(engine, "b"))
    assert [loop.step() for _ in range(4)] == [[], [], [1], [2]]
    assert engine.calls == [["a", "a"], ["b"], ["a", "a"], ["b"]]


def test_whoever_is_alone_is_drawn_in_the_same_calls_whatever_calls_took() -> None:
    for engine in (WatchedEngine(), WatchedEngine()):
        loop = DrawingLoop(engine, 8, costly_company(engine))
        loop.add(1, drawings(engine, "a", count=4))
        assert [loop.step(), loop.step()] == [[], [1]]
        assert engine.calls == [["a"] * 4] * 2


def test_groups_complete_when_their_last_drawing_does() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("short", drawings(engine, "a", steps=1))
    loop.add("mixed", [*drawings(engine, "b", steps=1), *drawings(engine, "b", steps=3)])
    assert [loop.step() for _ in range(3)] == [["short"], [], ["mixed"]]
    assert loop.idle and loop.step() == []
    assert len(loop.take("mixed")) == 2 and len(loop.take("short")) == 1


def test_a_late_group_joins_at_the_next_step() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, max_batch=8)
    loop.add(1, drawings(engine, "a", steps=3))
    loop.step()
    loop.add(2, drawings(engine, "b", steps=3))
    loop.step()
    assert sorted(engine.calls[1]) == ["a", "b"]


def test_a_group_of_one_waits_for_no_group_of_twelve() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, max_batch=4)
    loop.add("many", drawings(engine, "many", 12, steps=4))
    loop.add("one", drawings(engine, "one", steps=4))
    done = [loop.step() for _ in range(4)]
    assert done[-1] == ["one"]


def test_when_groups_outnumber_rows_they_take_turns() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, max_batch=2)
    for key in "abcde":
        loop.add(key, drawings(engine, key, steps=2))
    while not loop.idle:
        loop.step()
    assert [prompt for call in engine.calls for prompt in call] == list("abcde") * 2


def test_a_rare_size_waits_for_no_common_one() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, max_batch=4)
    for key in "abc":
        loop.add(key, drawings(engine, key, steps=3))
    loop.add("wide", drawings(engine, "wide", steps=3, width=128))
    while not loop.idle:
        loop.step()
    assert all(len({prompt == "wide" for prompt in call}) == 1 for call in engine.calls)
    assert [k for k, call in enumerate(engine.calls) if call == ["wide"]] == [1, 3, 5]


def test_the_frames_of_a_story_arrive_together() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, max_batch=4)
    frames = drawings(engine, "story", 6, steps=4)
    loop.add("story", frames)
    while not loop.idle:
        loop.step()
        assert max(each.step for each in frames) - min(each.step for each in frames) <= 1


def test_progress_counts_the_steps_of_all_drawings() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, max_batch=1)
    loop.add("pair", drawings(engine, "a", 2, steps=2))
    seen = []
    while not loop.idle:
        loop.step()
        seen.append(loop.progress("pair"))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_previews_come_one_per_drawing() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("pair", drawings(engine, "a", 2))
    assert [preview.size for preview in loop.preview("pair")] == [(64, 64)] * 2


def test_a_dropped_group_is_forgotten_and_may_be_dropped_again() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("gone", drawings(engine, "a"))
    loop.drop("gone")
    loop.drop("gone")
    assert loop.idle and loop.step() == [] and engine.calls == []


def test_a_batch_too_large_for_the_device_is_halved_until_it_fits() -> None:
    engine = WatchedEngine(fails_above=3)
    loop = DrawingLoop(engine, max_batch=8)
    for key in range(8):
        loop.add(key, drawings(engine, str(key), steps=2))
    done = []
    while not loop.idle:
        done += loop.step()
    assert sorted(done) == list(range(8))
    assert sum(len(call) > 3 for call in engine.calls) == 2  # eight, four, then two


def test_a_group_that_fails_alone_is_named_and_the_others_go_on_without_it() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("good", drawings(engine, "good"))
    loop.add("bad", drawings(engine, "bad"))
    done = []
    while not loop.idle:
        try:
            done += loop.step()
        except StepError as error:
            assert (error.key, str(error)) == ("bad", "bad luck")
            loop.drop("bad")
    assert done == ["good"]


def test_a_drawing_that_cannot_be_leaves_the_batch_as_large_as_it_was() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("bad", drawings(engine, "bad"))
    for key in range(3):
        loop.add(key, drawings(engine, "good"))
    with pytest.raises(StepError):
        loop.step()
    loop.drop("bad")
    loop.step()
    assert engine.calls[-1] == ["good"] * 3


def test_misuse_is_an_error() -> None:
    engine = WatchedEngine()
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("a", drawings(engine, "a"))
    for misuse in (lambda: loop.add("a", drawings(engine, "a")), lambda: loop.add("b", []), lambda: loop.take("a")):
        with pytest.raises(ValueError, match="group"):
            misuse()
