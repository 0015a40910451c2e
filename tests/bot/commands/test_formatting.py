"""Whatever is typed: an answer or a command, and a request's own line asks for it again."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import CommandError, Imagine, Story, format_request, imagine, parse, story
from bot.commands.parse import Command
from generation.engine import ImageRequest
from generation.request.styles import STYLES
from story.request import StoryRequest

MARKS = " \n.,:;!?…-–—'\"“”„«»‘’()[]。「」：🦊\u200d"
WORDS = ' |. |a fox|Mia|She runs. |Leo the lion: yellow\n|[nc] |e.g.|J.|Mr.|1.|...|" said| says|狐狸|שועל| --seed 7'
ODDITIES = "{|}|{a,b}|-seed|=|--|\u202e| --no | --no 'x' |\n—ar 16:9|--n|--causal| --x|--style ink| --guidance 2.125 "
COMMANDS = "imagine|imagine|story|story|story|quota|quota set|help|history|cancel|queue||nonsense"
TELLING = [*MARKS, *WORDS.split("|")]
ANY_TEXT = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(TELLING), max_size=25).map("".join),
    st.lists(st.sampled_from(TELLING + ODDITIES.split("|")), max_size=25).map("".join),
)
NAMES = st.sampled_from(COMMANDS.split("|"))
RATIOS = st.tuples(st.integers(4, 16), st.integers(4, 16)).map(lambda sides: f"{sides[0]}:{sides[1]}")
GIVEN: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"seed": st.integers(0, 2**32 - 1).map(str)},
    optional={
        "steps": st.integers(1, 100).map(str),
        "guidance": st.decimals(0, 20, places=3).map(str),
        "ar": RATIOS,
        "no": st.sampled_from(["text, blur", '5" snow', "it's", "—", "a — b", "'text'", "x 'y'"]),
        "style": st.sampled_from(sorted(STYLES)),
    },
)


def understood(line: str) -> Command | None:
    """The command, or nothing where the line is answered with an error, whose text a person can read."""
    try:
        return parse(line)
    except CommandError as error:
        assert 10 < len(str(error)) < 600 and "\n" not in str(error)
        return None


def requests_of(line: str) -> tuple[ImageRequest | StoryRequest, ...]:
    command = understood(line)
    if isinstance(command, Story):
        return (command.request,)
    return command.requests if isinstance(command, Imagine) else ()


@settings(max_examples=1000)
@given(NAMES, ANY_TEXT)
def test_any_text_is_a_command_or_an_answer_and_every_request_reads_back(name: str, text: str) -> None:
    for request in requests_of(f".{name} {text}"):
        again = parse(format_request(request))
        assert isinstance(again, Imagine | Story)
        assert (again.requests if isinstance(again, Imagine) else (again.request,)) == (request,)


@settings(max_examples=300)
@given(GIVEN, st.integers(1, 4))
def test_every_image_request_reads_back(given: dict[str, str], n: int) -> None:
    try:
        command = imagine("a fox", {**given, "n": str(n)})
    except CommandError:
        assert given.get("no") == "—"  # nothing to keep out
        return
    assert parse(format_request(command.requests[0], prefix="!"), prefix="!") == command


@settings(max_examples=300)
@given(GIVEN, st.sets(st.sampled_from(["no-context", "causal"])))
def test_every_story_request_reads_back(given: dict[str, str], flags: set[str]) -> None:
    given = {name: text for name, text in given.items() if text != "—"} | dict.fromkeys(flags, "")
    command = story("Mia: a fox\nMia wakes. [NC] Snow falls... She says: “Go. Now!”", given)
    assert parse(format_request(command.request)) == command


def test_a_line_is_as_a_person_would_type_it() -> None:
    line = '.imagine a red fox --ar 16:9 --seed 7 --steps 20 --guidance 4.5 --no "text, blur" --n 4 --style ink'
    (request,) = requests_of(line)
    assert format_request(request) == line
    told = ".story\nMia: a red fox\nMia wakes.\n[NC] Snow falls.\n--seed 7 --no-context"
    (request,) = requests_of(told)
    assert format_request(request) == told
