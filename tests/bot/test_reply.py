"""The words of a reply, with no power over formatting and nobody called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.reply import plain, quiet, reply_text
from bot.values import DescribeRequest, EnlargeRequest, Job, JobStatus, Request
from generation.engine import ImageRequest
from story.request import StoryRequest
from tests.bot.storage.kit import new_job

DRAWN = replace(
    new_job(cost=2), status=JobStatus.SUCCEEDED, engine="diffusers", model="Storybook", device="cpu", seconds=1.26
)
TALE = StoryRequest(("Mia runs.", "She sleeps."), ImageRequest("Mia runs. She sleeps.", seed=7))


def test_a_reply_says_what_was_drawn_from_what_and_for_how_much() -> None:
    prompt, facts = reply_text(DRAWN).splitlines()
    assert prompt == "**a red fox**"
    assert facts == f"seed 7 · Storybook on cpu · 1.3 s · 2 credits · job `{DRAWN.id[:8]}`"


@pytest.mark.parametrize(
    ("request_", "text", "lines"),
    [
        (EnlargeRequest("ab" * 32, 4), "", ["**a picture, 4 times as large**"]),
        (DescribeRequest("ab" * 32), "A *fox*\nin snow.", ["**what a picture shows**", r"A \*fox\* in snow."]),
    ],
)
def test_what_has_no_seed_names_none_and_a_description_is_told(request_: Request, text: str, lines: list[str]) -> None:
    *said, facts = reply_text(replace(DRAWN, request=request_, text=text)).splitlines()
    assert said == lines
    assert facts.startswith("Storybook on cpu · ")


@pytest.mark.parametrize(
    ("context", "said"), [("storybook-v1", "· story context: storybook-v1 ·"), (None, "· no story context ·")]
)
def test_a_story_says_which_checkpoint_conditioned_it_or_that_none_did(context: str | None, said: str) -> None:
    assert said in reply_text(replace(DRAWN, request=TALE, context=context))


def test_words_that_steered_nothing_are_named_with_what_would_help() -> None:
    text = plain(reply_text(replace(DRAWN, ignored_words=("castle", "knight"))))
    assert text.endswith(
        "Storybook does not know: castle, knight. A larger model draws any word: see [engine] in config.toml."
    )


def test_words_that_were_read_as_others_are_shown_with_them() -> None:
    job = replace(DRAWN, read_as=(("kitty", "cat"), ("lila*c", "purple")))
    assert r"Storybook drew *kitty* as cat, *lila\*c* as purple." in reply_text(job)
    assert "drew" not in reply_text(DRAWN)


def test_a_long_list_of_such_words_is_cut_with_their_number() -> None:
    words = tuple(f"word{k}" for k in range(20))
    assert "word11 and 8 more." in reply_text(replace(DRAWN, ignored_words=words))


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.CANCELLED])
def test_what_was_not_drawn_cost_nothing_and_the_reply_says_so(status: JobStatus) -> None:
    job: Job = replace(DRAWN, status=status, error="The machine ran out of memory.")
    assert "othing was charged." in reply_text(job)
    assert ("out of memory" in reply_text(job)) is (status is JobStatus.FAILED)


@pytest.mark.parametrize("mention", ["@everyone", "@here", "<@123>", "<@&5>"])
def test_a_prompt_in_a_reply_calls_nobody(mention: str) -> None:
    job = replace(DRAWN, request=ImageRequest(f"hello {mention}", seed=7))
    assert mention not in reply_text(job)
    assert mention in plain(reply_text(job))


def test_a_person_s_words_stay_on_one_line_and_have_no_power_over_formatting() -> None:
    assert quiet("**bold** `code`\n> quote\t[link](x) ||spoiler||") == (
        r"\*\*bold\*\* \`code\` \> quote \[link\](x) \|\|spoiler\|\|"
    )


@pytest.mark.parametrize("words", ["a *red* fox", "`ls`", r"back\slash", "# title", "50 < 60 > 40 @home", "~_~"])
def test_plain_gives_back_what_quiet_took(words: str) -> None:
    assert plain(quiet(words)) == words


def test_a_long_prompt_is_cut() -> None:
    assert len(quiet("fox " * 200)) == 300
    assert quiet("fox " * 200).endswith("…")
