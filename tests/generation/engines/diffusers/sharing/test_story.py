"""Frames that look at each other: on every family, in any company, and at pictures that are there already."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest
from PIL import Image

from generation.engine import EngineError
from generation.engines.diffusers.sharing.shares import bytes_of
from generation.engines.diffusers.sharing.story import SHARED, SHARED_WHOLE, story_sharing
from generation.shared_attention import Character
from tests.generation.engines.diffusers.sharing.kit import (
    BOTH_MEET,
    FOX_SLEEPS,
    FOX_WAKES,
    MIA,
    OWL_SITS,
    apart,
    begun,
    drawings_of,
    drawn,
    family,
    sharing_family,
    step,
)
from tests.generation.small_references import small_references

FAMILIES = (
    "stable-diffusion",
    "stable-diffusion-xl",
    "stable-diffusion-3",
    "flux",
    "qwen-image",
    "z-image",
    "flux2-klein",
    "chroma",
    "flux-kontext",
    "qwen-image-edit",
)
STORY = (FOX_WAKES, OWL_SITS, BOTH_MEET)
ROUNDING = 1e-4  # of latents, what a batch of another size adds up in another order; sharing changes more
# diffusers' own models and schedulers use what diffusers and numpy deprecate.
pytestmark = [
    pytest.mark.filterwarnings("ignore:`FluxPosEmbed` is deprecated:FutureWarning"),
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
]


@pytest.fixture(scope="module", autouse=True)
def _small_references() -> Iterator[None]:
    with small_references():
        yield


@pytest.mark.parametrize("name", FAMILIES)
def test_frames_look_at_who_they_have_in_common_and_the_others_are_drawn_as_without(name: str) -> None:
    opened, sharing = sharing_family(name)
    shown = (Image.new("RGB", (32, 32), "red"),) if name == "qwen-image-edit" else ()
    plain = drawn(opened, sharing, drawings_of(begun(opened, *STORY, references=shown)))
    frames = begun(opened, *STORY, references=shown)
    assert sharing.share(frames) == [None, None, SHARED_WHOLE if shown else SHARED]
    together = drawn(opened, sharing, drawings_of(frames))
    first, owl, both = map(apart, together, plain)
    assert first < ROUNDING > owl and both > 3 * ROUNDING
    again = begun(opened, *STORY, references=shown)
    sharing.share(again)
    for drawing in reversed(drawings_of(again)):  # each alone, and before those whom it looks at
        drawn(opened, sharing, [drawing])
    for one, other in zip(together, drawings_of(again), strict=True):
        assert apart(one, other.latents) < ROUNDING


@pytest.fixture(scope="module")
def small() -> Iterator[tuple]:
    return sharing_family("stable-diffusion")


def test_strangers_in_one_batch_never_look_at_a_story(small: tuple) -> None:
    opened, sharing = small
    alone = begun(opened, FOX_WAKES, FOX_SLEEPS)
    sharing.share(alone)
    expected = drawn(opened, sharing, drawings_of(alone))
    ours, theirs = begun(opened, FOX_WAKES, FOX_SLEEPS), begun(opened, FOX_WAKES, FOX_SLEEPS, seed=8)
    [stranger] = drawings_of(begun(opened, FOX_SLEEPS))
    plainly = drawn(opened, sharing, drawings_of(begun(opened, FOX_SLEEPS)))
    for each in (ours, theirs):
        sharing.share(each)
    step(opened, sharing, drawings_of(theirs))  # who are at another step
    got = drawn(opened, sharing, [*drawings_of(ours), stranger, *drawings_of(theirs)])
    assert max(apart(*pair) for pair in zip(got, [*expected, *plainly], strict=False)) < ROUNDING
    assert apart(got[1], got[2]) > 3 * ROUNDING


def test_what_a_story_keeps_is_as_much_for_24_frames_as_for_4(small: tuple) -> None:
    opened, sharing = small

    def most(count: int) -> int:
        frames = begun(opened, FOX_WAKES, *[FOX_SLEEPS] * (count - 1), num_inference_steps=2, guidance_scale=1)
        sharing.share(frames)
        drawings, kept = drawings_of(frames), []
        while any(each.step < each.num_steps for each in drawings):  # four at a time, as the loop deals them
            waiting = [each for each in drawings if each.step < each.num_steps]
            step(opened, sharing, sorted(waiting, key=lambda each: each.step)[:4])
            kept.append(bytes_of(each.shared for each in drawings if each.shared))
        return max(kept)

    assert most(24) == most(4) > 0


def test_nothing_is_kept_of_a_story_that_is_over(small: tuple) -> None:
    opened, sharing = small
    frames = begun(opened, FOX_WAKES, FOX_SLEEPS)
    sharing.share(frames)
    drawn(opened, sharing, drawings_of(frames))
    share = ref(frames[0].drawing.shared)  # type: ignore[union-attr]
    del frames
    gc.collect()
    assert share() is None


def test_a_frame_that_is_drawn_anew_looks_at_the_pictures_that_stay(small: tuple) -> None:
    opened, sharing = small
    plain = drawn(opened, sharing, drawings_of(begun(opened, FOX_WAKES)))
    latents = []
    for picture in (Image.new("RGB", (32, 32), "red"), Image.new("RGB", (64, 32), "red"), Image.radial_gradient("L")):
        frames = begun(opened, FOX_WAKES, FOX_SLEEPS, kept={1: picture.convert("RGB")})
        assert sharing.share(frames) == [SHARED, None]  # even the first one, whom none comes before
        latents += drawn(opened, sharing, drawings_of(frames))
    assert latents[0].equal(latents[1])
    assert apart(latents[0], latents[2]) > 3 * ROUNDING < apart(latents[0], plain[0])


def test_one_picture_that_shows_all_is_looked_at_rather_than_several(small: tuple) -> None:
    opened, sharing = small
    white = Image.new("RGB", (32, 32), "white")
    frames = begun(opened, FOX_WAKES, OWL_SITS, BOTH_MEET, BOTH_MEET, kept=dict.fromkeys(range(3), white))
    sharing.share(frames)
    looks = frames[3].drawing.shared.looks  # type: ignore[union-attr]
    assert len(looks) == 2 and looks[0].source is looks[1].source


def test_who_is_not_in_the_prompt_is_looked_for_in_the_whole_picture(small: tuple) -> None:
    opened, sharing = small
    nameless = Character("mia", ("Zoë",))
    plain = drawn(opened, sharing, drawings_of(begun(opened, FOX_WAKES)))
    frames = begun(opened, FOX_WAKES, ("she sleeps", (nameless,)), ("she wakes", (nameless,)))
    assert sharing.share(frames) == [None, SHARED_WHOLE, SHARED_WHOLE]
    first, second, _ = drawn(opened, sharing, drawings_of(frames))
    assert apart(first, plain[0]) < ROUNDING
    [alone] = drawn(opened, sharing, drawings_of(begun(opened, ("she sleeps", (nameless,)))))
    assert apart(second, alone) > 3 * ROUNDING


def test_less_strength_is_less_of_it() -> None:
    latents = {}
    for strength in (0.01, 1.0):
        opened, sharing = sharing_family("stable-diffusion", strength)
        frames = begun(opened, FOX_WAKES, FOX_SLEEPS)
        plain = drawn(opened, sharing, drawings_of(begun(opened, FOX_SLEEPS)))
        sharing.share(frames)
        latents[strength] = apart(drawn(opened, sharing, drawings_of(frames))[1], plain[0])
    assert 0 < latents[0.01] < latents[1.0] / 5


def test_prompts_of_different_length_are_drawn_in_the_order_of_who_looks_at_whom(small: tuple) -> None:
    opened, sharing = small
    long = ("Mia the fox " + "and a tall tree and a river " * 3 + "wakes", (MIA,))
    told = (FOX_SLEEPS, long), (long, FOX_SLEEPS, ("Mia the fox waits", (MIA,)))
    for each in told:
        frames = begun(opened, *each)
        sharing.share(frames)
        together = drawn(opened, sharing, drawings_of(frames))
        single = begun(opened, *each)
        sharing.share(single)
        for drawing in drawings_of(single):
            drawn(opened, sharing, [drawing])
        assert max(map(apart, together, (each.latents for each in drawings_of(single)))) < ROUNDING


def test_a_pipeline_whose_attention_cannot_be_shared_says_so() -> None:
    with pytest.raises(EngineError, match="shared_attention does not go with SanaPipeline"):
        story_sharing(family("sana"), 1.0)
