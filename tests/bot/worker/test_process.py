"""The worker's loop, in a thread of the test, with small engines that go wrong on purpose."""

from __future__ import annotations

import json
import multiprocessing
import threading
from dataclasses import replace
from io import BytesIO

import av
import pytest
from PIL import Image, ImageSequence

from bot.domain.requests import EnlargeRequest, VideoRequest
from bot.worker import process
from bot.worker.messages import CancelJob, EngineReady, FramePayload, JobDone, JobFailed, JobProgress, StartJob
from generation.engine import ImageRequest
from generation.engines.echo import EchoEngine, EchoOptions
from generation.provenance.perceptual_hash import phash
from story.request import StoryRequest
from tests.bot.worker.bench import HANGS, SMALL, Bench, ShakyEngine, StartingEngine, begin, draw, held, open_png


def test_an_image_request_becomes_pngs_that_carry_their_request(benches: list[Bench]) -> None:
    end = begin(benches, EchoEngine(SMALL), draw("fox", num_images=2)).ends(1)["fox"]
    assert isinstance(end, JobDone)
    assert [(frame.seed, frame.width, frame.sentence) for frame in end.frames] == [(7, 32, "fox"), (8, 32, "fox")]
    assert [frame.phash for frame in end.frames] == [phash(open_png(frame.png)) for frame in end.frames]
    image = open_png(end.frames[1].png)
    assert image.size == (32, 32)
    assert json.loads(image.info["vignette"])["seed"] == 8
    assert end.page is None


def test_a_picture_that_travels_with_the_request_is_what_the_engine_starts_from(benches: list[Bench]) -> None:
    png, text = BytesIO(), b"no picture at all"
    Image.new("RGB", (8, 16), "red").save(png, "PNG")
    start = StartingEngine()
    good = replace(draw("good", image="ab" * 32), pictures={"ab" * 32: png.getvalue()})
    bad = replace(draw("bad", image="cd" * 32), pictures={"cd" * 32: text})
    ends = begin(benches, start, good, bad).ends(2)

    assert isinstance(ends["good"], JobDone)
    assert [image.getpixel((0, 0)) for image in start.started if image] == [(255, 0, 0)]
    assert ends["bad"] == JobFailed(
        "bad", 1, "The attached file cannot be read as a picture: attach a PNG, JPEG, WebP or GIF."
    )


STORY = StoryRequest(("Mia the fox runs.", "She sleeps.", "It rains."), ImageRequest("Mia the fox runs.", seed=7))


def test_kept_frames_come_back_byte_for_byte_and_stand_on_the_new_page(benches: list[Bench]) -> None:
    engine = ShakyEngine()
    bench = begin(benches, engine, StartJob("old", 1, STORY))
    old = bench.ends(1)["old"]
    assert isinstance(old, JobDone)
    kept = {name: frame.png for name, frame in zip(("ab" * 32, "cd" * 32), old.frames[::2], strict=True)}
    names = [*kept]
    edited = replace(STORY, kept=(names[0], None, names[1]), seeds=(None, 9))
    engine.batches.clear()
    bench.tell(StartJob("new", 1, edited, kept))
    new = bench.ends(1)["new"]

    assert isinstance(new, JobDone)
    assert engine.batches == [1] * 4
    assert [a.png == b.png for a, b in zip(old.frames, new.frames, strict=True)] == [True, False, True]
    assert [frame.seed for frame in new.frames] == [7, 9, 7]
    assert old.page is not None
    assert new.page is not None
    assert old.page.png != new.page.png


def test_a_story_of_which_every_frame_is_kept_is_only_put_on_a_page(benches: list[Bench]) -> None:
    engine = ShakyEngine()
    bench = begin(benches, engine, StartJob("old", 1, STORY))
    old = bench.ends(1)["old"]
    assert isinstance(old, JobDone)
    engine.batches.clear()
    shorter = replace(STORY, sentences=STORY.sentences[1:], kept=("ab" * 32, "cd" * 32))
    bench.tell(StartJob("new", 1, shorter, {"ab" * 32: old.frames[1].png, "cd" * 32: old.frames[2].png}))
    new = bench.ends(1)["new"]

    assert isinstance(new, JobDone)
    assert (new.frames[0].png, new.frames[1].png) == (old.frames[1].png, old.frames[2].png)
    assert new.page is not None
    assert new.page.sentence == "She sleeps.\nIt rains."
    assert engine.batches == []


@pytest.mark.parametrize(("kind", "mime"), [("mp4", "video/mp4"), ("webp", "image/webp"), ("gif", "image/gif")])
def test_a_video_is_the_picture_drawn_again_step_by_step(benches: list[Bench], kind: str, mime: str) -> None:
    engine = EchoEngine(EchoOptions(width=64, height=64, num_inference_steps=5))
    video = VideoRequest(ImageRequest("fox", seed=7), kind)
    end = begin(benches, engine, StartJob("film", 1, video), draw("owl")).ends(2)["film"]

    assert isinstance(end, JobDone)
    [frame] = end.frames
    assert (frame.mime, frame.seed, frame.width, frame.height) == (mime, 7, 64, 64)
    assert seconds_and_size(frame) == (3.25, (64, 64))  # five previews of a quarter second, and the picture


def test_a_picture_made_larger_tells_how_it_was_drawn_and_what_made_it_larger(benches: list[Bench]) -> None:
    bench = begin(benches, EchoEngine(SMALL), draw("fox", num_images=2))
    small = bench.ends(1)["fox"]
    assert isinstance(small, JobDone)
    bench.tell(StartJob("big", 1, EnlargeRequest("ab" * 32, 4), {"ab" * 32: small.frames[1].png}))
    big = bench.ends(1)["big"]

    assert isinstance(big, JobDone)
    assert big.outcome.model.endswith(", enlarged by Lanczos") and big.outcome.device == "cpu"
    [frame] = big.frames
    assert (frame.width, frame.height, frame.seed, frame.sentence) == (128, 128, 8, "fox")
    before, after = (open_png(each.png).info for each in (small.frames[1], frame))
    enlarged = {"image": "ab" * 32, "factor": 4, "upscaler": "Lanczos"}
    assert json.loads(after["vignette"]) == {**json.loads(before["vignette"]), "enlarged": enlarged}
    assert after["parameters"] == (f"{before['parameters']}, Postprocess upscale by: 4, Postprocess upscaler: Lanczos")
    assert after["XML:com.adobe.xmp"] == before["XML:com.adobe.xmp"]


def seconds_and_size(frame: FramePayload) -> tuple[float, tuple[int, int]]:
    if frame.mime == "video/mp4":
        with av.open(BytesIO(frame.png), "r") as container:
            [stream] = container.streams.video
            return round(float((container.duration or 0) / av.time_base), 2), (stream.width, stream.height)
    with Image.open(BytesIO(frame.png)) as film:
        times = [each.convert("RGB") and each.info["duration"] for each in ImageSequence.Iterator(film)]
        return sum(times) / 1000, film.size


def test_everything_an_engine_says_of_itself_reaches_the_service() -> None:
    info = replace(EchoEngine(SMALL).info, guided=False, starts_from_image=True, tiles=True, trained=False)
    receiver, sender = multiprocessing.Pipe(duplex=False)
    with receiver, sender:
        sender.send(EngineReady(info))
        assert receiver.recv() == EngineReady(info)


def test_requests_that_wait_are_drawn_in_one_batch(benches: list[Bench]) -> None:
    engine = ShakyEngine()
    begin(benches, engine, draw("a"), draw("b"), draw("c")).ends(3)
    assert engine.batches == [3, 3, 3, 3]


def test_a_newcomer_joins_at_the_next_step(benches: list[Bench]) -> None:
    go = threading.Event()
    engine = ShakyEngine(held(go))
    bench = begin(benches, engine, draw("first"))
    assert isinstance(bench.hear(), JobProgress)
    bench.tell(draw("second"))
    go.set()
    bench.ends(2)
    assert engine.batches in ([1, 1, 2, 2, 1, 1], [1, 2, 2, 2, 1])  # it came during the second step, or before


def test_a_dropped_job_is_not_heard_of_again(benches: list[Bench]) -> None:
    go = threading.Event()
    bench = begin(benches, ShakyEngine(held(go)), draw("fox"), draw("owl"))
    assert isinstance(bench.hear(), JobProgress)
    bench.tell(CancelJob("fox"))
    go.set()
    heard = []
    while not isinstance(message := bench.hear(), JobDone):
        heard.append(message)
    assert message.job_id == "owl"
    assert not [each for each in heard if isinstance(each, (JobDone, JobFailed))]


def test_a_new_attempt_takes_the_place_of_the_one_under_way(benches: list[Bench]) -> None:
    go = threading.Event()
    bench = begin(benches, ShakyEngine(held(go)), draw("fox"))
    assert isinstance(bench.hear(), JobProgress)
    bench.tell(StartJob("fox", 2, ImageRequest("fox", seed=7)))
    go.set()
    end = bench.ends(1)["fox"]
    assert isinstance(end, JobDone)
    assert end.attempt == 2


class Clock:
    """Goes on a quarter of the time between two reports at every step of an engine, however long that takes."""

    def __init__(self) -> None:
        self._now = 0.0

    def tick(self, prompts: list[str]) -> None:
        self._now += process.REPORT_SECONDS / 4

    def monotonic(self) -> float:
        return self._now


def test_progress_comes_with_small_jpegs_and_not_too_often(
    benches: list[Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(process, "time", clock)
    engine = ShakyEngine(clock.tick, EchoOptions(width=1024, height=512, num_inference_steps=10))
    bench = begin(benches, engine, draw("fox"))
    heard = []
    while isinstance(message := bench.hear(), JobProgress):
        heard.append(message)
    assert [(each.step, each.num_steps) for each in heard] == [(1, 10), (5, 10), (9, 10)]
    previews = [Image.open(BytesIO(each.preview)) for each in heard if each.preview]
    assert previews
    assert {(each.format, each.size) for each in previews} == {("JPEG", (256, 128))}


def test_the_worker_leaves_when_the_service_is_gone(benches: list[Bench]) -> None:
    bench = begin(benches, EchoEngine(SMALL))
    bench.commands.close()
    bench._thread.join(HANGS)
    assert isinstance(bench.exit, EOFError)
