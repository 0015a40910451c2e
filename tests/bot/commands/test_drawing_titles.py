"""`.story … --title --by`: read, written again, kept, and never an order to anybody."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.reply import title_fact
from bot.commands import CommandError, Story, format_request, parse
from bot.commands.options import MAX_AUTHOR, MAX_TITLE
from bot.domain.limits import DEFAULT_LIMITS
from bot.domain.requests import texts_to_check
from bot.jobs.validation import check
from bot.storage.request_json import from_json
from generation.engine import EngineInfo
from generation.errors import UserError
from story.edit import continue_story
from story.request import StoryRequest

TOLD = "Mia the red fox wakes. She runs."
INFO = EngineInfo("echo", "Echo", "cpu", "", 64, 64, 8, 2.0)
WORDS = st.sampled_from(
    ["The Lantern", "It's late", "狐", "a — b", "Part 2: rain", "Ann-Lee O'Hara", "@everyone", "5 > 4"]
)


def story(line: str) -> StoryRequest:
    command = parse(line)
    assert isinstance(command, Story)
    return command.request


def test_a_story_has_a_title_and_an_author_where_they_are_given() -> None:
    told = story(f'.story {TOLD} --title "The Lantern" --by Ann Lee')
    assert (told.title, told.author, told.sentences) == (
        "The Lantern",
        "Ann Lee",
        ("Mia the red fox wakes.", "She runs."),
    )
    assert (story(f".story {TOLD}").title, story(f".story {TOLD}").author) == ("", "")
    assert story(f".story {TOLD} —title The Lantern —seed 3").title == "The Lantern"  # as phones write dashes


@given(WORDS, WORDS)
def test_the_line_of_a_story_with_a_title_asks_for_it_again(title: str, author: str) -> None:
    told = replace(story(f".story {TOLD} --seed 3"), title=title, author=author)
    assert story(format_request(told)) == told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f".story {TOLD} --title", "`--title` needs words after it."),
        (f".story {TOLD} --by", "`--by` needs words after it."),
        (f".story {TOLD} --title {'x' * (MAX_TITLE + 1)}", "at most 120 are read"),
        (f".story {TOLD} --by {'x' * (MAX_AUTHOR + 1)}", "at most 80 are read"),
        (".imagine a fox --title The Fox", "`--title` goes with `story`, not with `imagine`."),
        (f".story {TOLD} --titel The Fox", "did you mean `--title`?"),
    ],
)
def test_what_is_no_title_is_answered_in_a_sentence(line: str, said: str) -> None:
    with pytest.raises(CommandError) as error:
        parse(line)
    assert said in str(error.value)


def test_words_after_a_dash_are_speech_and_no_author() -> None:
    told = story(".story Mia waits. —By the lake, says Otto.")
    assert (told.sentences[1], told.author) == ("—By the lake, says Otto.", "")
    assert story(".story Mia waits. Otto hums —by the lake.").author == ""
    assert story(".story Mia waits. Otto hums. —by Élise").author == "Élise"
    assert story(f".story {TOLD} —by Ann").author == "Ann"  # phones make one dash of two


def test_a_story_that_goes_on_keeps_both_and_old_rows_have_none() -> None:
    told = story(f".story {TOLD} --title The Lantern --by Ann")
    on = continue_story(told, ["a" * 64, "b" * 64], ["They dance."], 12).request
    assert (on.title, on.author, len(on.sentences)) == ("The Lantern", "Ann", 3)
    row = json.loads(json.dumps(asdict(told)))
    assert from_json("story", row) == told
    del row["title"], row["author"]
    assert from_json("story", row) == replace(told, title="", author="")


def test_both_are_looked_at_before_anything_is_drawn() -> None:
    told = story(f".story {TOLD} --title The Lantern --by Ann")
    assert {"The Lantern", "Ann"} <= {*texts_to_check(told)}
    check(told, DEFAULT_LIMITS, INFO)
    for wrong in ({"title": "x" * (MAX_TITLE + 1)}, {"author": "x" * (MAX_AUTHOR + 1)}, {"title": "a\u202eb"}):
        with pytest.raises(UserError):
            check(replace(told, **wrong), DEFAULT_LIMITS, INFO)


@pytest.mark.parametrize("author", ["@everyone", "<@123>", "**Ann**"])
def test_a_reply_names_both_and_calls_nobody(author: str) -> None:
    said = title_fact(replace(story(f".story {TOLD}"), title="The Lantern", author=author))
    assert said.startswith("*The Lantern* by ") and author not in said
