"""A story whose frames are looked at: what fails is drawn again, alone, and nothing else changes."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PIL import Image

from bot.worker import process
from bot.worker.messages import CancelJob, JobDone, JobProgress, StartJob
from bot.worker.tools import Tools
from generation.engine import DrawingRequest, ImageRequest
from generation.engines.echo import EchoConditioning, EchoDrawing
from generation.tools.safety_checker import ImageRejected
from story.panels.checker import Check, Opinion, Panel
from story.panels.redraws import redraw_seed
from story.request import StoryRequest
from tests.bot.worker.bench import HANGS, SMALL, Bench, EchoEngine, ShakyEngine, begin, draw, open_png
from tests.story.test_shared_attention import SharingEcho

STORY = StoryRequest(("Mia the fox runs.", "She sleeps.", "It rains."), ImageRequest("Mia the fox runs.", seed=7))
AGAIN, FINE = Opinion(0.0, ("no fox",)), Opinion(1.0)
SECOND = [redraw_seed(7, n) for n in range(3)]  # what a frame is drawn from the first and the second time again


class Eyes:
    """Says of each frame, time after time, what it was told to say, and then that all is well."""

    name = "eyes"

    def __init__(self, opinions: dict[int, Sequence[Opinion]]) -> None:
        self._opinions = {STORY.sentences[k]: list(each) for k, each in opinions.items()}
        self.looked: list[str] = []

    def check(self, picture: Image.Image, panel: Panel) -> Opinion:
        self.looked.append(panel.sentence)
        left = self._opinions.get(panel.sentence, [])
        return left.pop(0) if left else FINE

    def close(self) -> None: ...


def tools(opinions: dict[int, Sequence[Opinion]], redraws: int = 2) -> Tools:
    made = Tools({"panel_redraws": redraws})
    made.__dict__["panel_checker"] = Eyes(opinions)  # as if it had been loaded
    return made


def end(benches: list[Bench], engine: EchoEngine, drawn: StartJob, given: Tools) -> JobDone:
    [done] = begin(benches, engine, drawn, tools=given).ends(1).values()
    assert isinstance(done, JobDone)
    return done


def test_a_frame_that_fails_is_drawn_from_another_seed_and_all_others_stay_byte_for_byte(benches: list[Bench]) -> None:
    plain = end(benches, EchoEngine(SMALL), StartJob("plain", 1, STORY), Tools({}))
    engine = ShakyEngine()
    given = tools({1: [AGAIN, AGAIN]})
    done = end(benches, engine, StartJob("job", 1, STORY), given)
    assert [a.png == b.png for a, b in zip(plain.frames, done.frames, strict=True)] == [True, False, True]
    assert [frame.seed for frame in done.frames] == [7, SECOND[2], 7]
    assert json.loads(open_png(done.frames[1].png).info["vignette"])["seed"] == SECOND[2]
    assert done.frames[1].checked == Check("eyes", 1.0, 2, ("no fox",))
    assert done.frames[0].checked == Check("eyes", 1.0) and plain.frames[0].checked is None
    assert engine.batches == [3] * 4 + [1] * 8  # nothing but that frame
    assert done == replace(end(benches, EchoEngine(SMALL), StartJob("job", 1, STORY), tools({1: [AGAIN, AGAIN]})),
                           outcome=done.outcome)  # fmt: skip


def test_what_never_succeeds_is_drawn_no_more_often_than_allowed_and_the_best_stays(benches: list[Bench]) -> None:
    better = Opinion(0.5, ("two foxes instead of one",))
    done = end(benches, EchoEngine(SMALL), StartJob("job", 1, STORY), tools({0: [AGAIN, better, AGAIN, AGAIN]}))
    assert done.frames[0].seed == SECOND[1]
    assert done.frames[0].checked == Check("eyes", 0.5, 2, ("no fox",), ("two foxes instead of one",))


def test_frames_that_are_kept_are_not_looked_at_again(benches: list[Bench]) -> None:
    old = end(benches, EchoEngine(SMALL), StartJob("old", 1, STORY), Tools({}))
    edited = replace(STORY, kept=("ab" * 32, None, "cd" * 32))
    kept = {"ab" * 32: old.frames[0].png, "cd" * 32: old.frames[2].png}
    given = tools({})
    done = end(benches, EchoEngine(SMALL), StartJob("new", 1, edited, kept), given)
    assert given.panel_checker.looked == ["She sleeps."]  # type: ignore[union-attr]  # it is `Eyes`
    assert [frame.checked is None for frame in done.frames] == [True, False, True]


def test_the_bar_never_goes_backwards(benches: list[Bench], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "REPORT_SECONDS", 0.0)
    bench = begin(benches, EchoEngine(SMALL), StartJob("job", 1, STORY), tools=tools({0: [AGAIN], 1: [AGAIN, AGAIN]}))
    told = []
    while isinstance(message := bench.hear(), JobProgress):
        told.append((message.step, message.num_steps))
    assert isinstance(message, JobDone)
    shares = [step / steps for step, steps in told]
    assert shares == sorted(shares) and shares[-1] <= 1
    assert [step for step, _ in told] == sorted({step for step, _ in told}) and told[-1][0] >= 3 * 4 + 2 * 4


def test_a_story_is_cancelled_while_a_frame_is_drawn_again(benches: list[Bench]) -> None:
    again, go, steps = threading.Event(), threading.Event(), []

    def hold(prompts: list[str]) -> None:
        steps.append(len(prompts))
        if len(steps) == 5:
            again.set()
            assert go.wait(HANGS)

    bench = begin(benches, ShakyEngine(hold), StartJob("job", 1, STORY), tools=tools({1: [AGAIN]}))
    assert again.wait(HANGS)
    bench.tell(CancelJob("job"), draw("fox"))
    go.set()
    assert bench.ends(1).keys() == {"fox"}
    assert steps == [3] * 4 + [1] * 5  # of the frame one step more, and a picture after it


class Fragile(ShakyEngine):
    """Fails in one of its verbs from some time on."""

    def __init__(self, verb: str, good: int) -> None:
        super().__init__()
        self._verb, self._good = verb, good

    def _fails(self, verb: str) -> None:
        self._good -= verb == self._verb
        if verb == self._verb and self._good < 0:
            raise ImageRejected("It objects to itself.")

    def begin(self, request: DrawingRequest, conditioning: EchoConditioning) -> EchoDrawing:
        self._fails("begin")
        return super().begin(request, conditioning)

    def advance(self, drawings: Sequence[EchoDrawing]) -> None:
        self._fails("advance")
        super().advance(drawings)

    def finish(self, drawings: Sequence[EchoDrawing]) -> list[Image.Image]:
        self._fails("finish")
        return super().finish(drawings)


@pytest.mark.parametrize(("verb", "good", "tries"), [("begin", 3, 0), ("advance", 4, 2), ("finish", 1, 2)])
def test_a_frame_that_cannot_be_drawn_again_is_no_loss(benches: list[Bench], verb: str, good: int, tries: int) -> None:
    done = end(benches, Fragile(verb, good), StartJob("job", 1, STORY), tools({1: [AGAIN]}))
    assert [frame.seed for frame in done.frames] == [7, 7, 7]
    assert done.frames[1].checked == Check("eyes", 0.0, tries, ("no fox",), ("no fox",))


def test_what_nobody_may_see_of_it_is_not_kept(benches: list[Bench]) -> None:
    class Strict:
        name, device, seen = "strict", "cpu", 0

        def check(self, image: Image.Image) -> None:
            self.seen += 1
            if self.seen == 4:  # the first that is drawn again
                raise ImageRejected("Held back.")

    given = tools({1: [AGAIN]})
    given.__dict__["checker"] = Strict()
    done = end(benches, EchoEngine(SMALL), StartJob("job", 1, STORY), given)
    assert done.frames[1].seed == SECOND[2] and done.frames[1].checked == Check("eyes", 1.0, 2, ("no fox",))


def test_where_attention_is_shared_it_looks_at_the_pictures_of_all_others(benches: list[Bench]) -> None:
    engine = SharingEcho()
    end(benches, engine, StartJob("job", 1, STORY), tools({1: [AGAIN]}))
    assert [each.drawing is None for each in engine.told] == [True, False, True]
    assert [each.picture is None for each in engine.told] == [False, True, False]


def test_the_settings_name_who_looks_and_without_a_name_nobody_does(benches: list[Bench]) -> None:
    named = Tools({"panel_checker": "storybook", "panel_redraws": 1, "device": "cpu"})
    done = end(benches, EchoEngine(SMALL), StartJob("job", 1, STORY), named)
    assert done.frames[0].checked is not None and done.frames[0].checked.checker == "storybook"
    assert Tools({}).panel_checker is None
