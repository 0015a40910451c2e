"""Pictures to look at: attached, named by `--ref`, in pictures and stories, and typed again as they were."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import Imagine, Story, parse
from bot.commands.formatting import format_request
from bot.commands.help import help_text
from bot.commands.preferences import DefaultsSet
from bot.domain.requests import Attachment
from generation.engine import EngineInfo, Reference
from tests.bot.commands.parse_kit import refusal

ATTACHED = [Attachment(f"{number:064x}") for number in range(11)]
INFO = EngineInfo("echo", "Echo", "cpu", "told", 64, 64, 4, 1.0)


def test_one_attached_picture_is_started_from_and_several_are_looked_at() -> None:
    [alone] = imagined(".imagine a fox", 1)
    [pair] = imagined(".imagine a fox", 2)
    assert alone.image == ATTACHED[0].sha256 and alone.references == ()
    assert pair.image is None and [each.sha256 for each in pair.references] == [each.sha256 for each in ATTACHED[:2]]


def test_a_story_looks_at_every_attached_picture() -> None:
    command = parse(".story Mia runs. She sleeps. --ref 1a2b3c4d", attachments=ATTACHED[:1])
    assert isinstance(command, Story) and command.request.drawing.image is None
    assert command.request.drawing.references == (Reference(ATTACHED[0].sha256), Reference("", "1a2b3c4d"))


def test_pictures_of_jobs_are_named_as_often_as_one_likes() -> None:
    for line in (".imagine a fox --ref 1A2B3C4D.2 --ref ffff", ".imagine a fox --ref 1a2b3c4d.2,ffff"):
        [request] = imagined(line, 0)
        assert request.references == (Reference("", "1a2b3c4d.2"), Reference("", "ffff"))
        assert format_request(request).endswith("--ref 1a2b3c4d.2 --ref ffff")
        assert imagined(format_request(request), 0) == (request,)


def test_a_character_is_named_as_it_is_saved() -> None:
    [request] = imagined('.imagine a hill --ref "Old Tom" --ref Mia,FFFF', 0)
    assert [each.of for each in request.references] == ["Old Tom", "Mia", "ffff"]
    assert format_request(request).endswith('--ref "Old Tom" --ref Mia --ref ffff')


@pytest.mark.parametrize("given", ["", "fox", "1a2b3c4d.0", "1a2b3c4d.100", "../x", "1a2b3c4d.2,"])
def test_what_names_no_picture_is_refused_with_a_form_that_works(given: str) -> None:
    sentence = refusal(f".imagine a fox --ref {given}".rstrip())
    assert "`--ref` takes a job" in sentence and "--ref 1a2b3c4d.2" in sentence


def test_more_than_ten_are_refused_in_one_sentence() -> None:
    sentence = refusal(".imagine a fox", *ATTACHED)
    assert sentence == "There are 11 pictures to look at, and 10 at most: leave out the rest."


def test_a_strength_goes_with_one_picture_alone() -> None:
    assert "goes with a picture to start from" in refusal(".imagine a fox --strength 0.5", *ATTACHED[:2])


def test_a_reference_is_no_default() -> None:
    assert "it cannot be a default" in refusal(".defaults set ref 1a2b3c4d")
    assert parse(".defaults set ar 16:9") == DefaultsSet("ar", "16:9")


def test_the_help_shows_the_option_only_where_the_model_looks_at_pictures() -> None:
    assert "`--ref 1a2b3c4d.2` a picture to look at" in help_text("imagine", info=replace(INFO, references=4))
    assert "takes no" in help_text("story", info=INFO) and "`--ref`; other" in help_text("story", info=INFO)


def imagined(line: str, attached: int) -> tuple:
    command = parse(line, new_seed=lambda: 7, attachments=ATTACHED[:attached])
    assert isinstance(command, Imagine)
    return command.requests
