"""Lines of chat as people type them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands import Cancel, CommandError, Help, History, Imagine, Queue, Story, parse
from bot.domain.limits import Limits
from generation.engine import ImageRequest
from story.request import StoryRequest


def image(line: str, **limits: Any) -> ImageRequest:
    command = parse(line, limits=Limits(**limits), new_seed=lambda: 42)
    assert isinstance(command, Imagine)
    (request,) = command.requests
    return request


def story(line: str) -> StoryRequest:
    command = parse(line, new_seed=lambda: 42)
    assert isinstance(command, Story)
    return command.request


def refusal(line: str, **limits: Any) -> str:
    with pytest.raises(CommandError) as raised:
        parse(line, limits=Limits(**limits))
    return str(raised.value)


@pytest.mark.parametrize(
    "line", ["", "...", ".5", ".unknown", ". imagine a fox", "imagine a fox", "a .imagine", ".imagined"]
)
def test_what_is_no_command_of_ours_is_left_alone(line: str) -> None:
    assert parse(line) is None


@pytest.mark.parametrize(
    "line", [".imagine a red fox", "  .Imagine a red fox ", ".IMAGINE\na  red\nfox", '.imagine "a red fox"']
)
def test_a_prompt_is_what_follows_imagine(line: str) -> None:
    assert image(line) == ImageRequest("a red fox", seed=42)


def test_another_prefix_is_read_and_shown_and_an_empty_one_works_after_a_mention() -> None:
    assert parse("!queue", prefix="!") == Queue()
    assert parse("queue", prefix="") == Queue()
    with pytest.raises(CommandError, match="`!imagine a red fox in the snow`"):
        parse("!imagine", prefix="!")


def test_every_option_reaches_its_field() -> None:
    line = '.imagine a fox --ar 16:9 --seed 7 --steps 20 --guidance 4.5 --no "text, blur" --n 4 --style watercolor'
    assert image(line) == ImageRequest("a fox", 7, "text, blur", "16:9", 20, 4.5, 4, "watercolor")


@pytest.mark.parametrize(
    "line",
    [
        ".imagine a fox —ar 16:9 —seed 7 —no “text, blur”",  # as a phone turns it
        ".imagine a fox –Ar 16:9 –SEED 7 –no ‘text, blur’",
        ".imagine a fox --no text, blur --seed=7 --ar=16:9",
        ".imagine a fox --NO 'text, blur' --Seed \"7\" --ar 16:9",
        ".imagine --seed 7 a fox --ar 16:9 --no «text, blur»",
        ".imagine --no text, blur\n--seed 7 --ar 16:9 a fox",
        ".imagine “a fox” --ar 16:9 --seed 7 --no „text, blur“",
    ],
)
def test_options_are_read_as_people_and_phones_write_them(line: str) -> None:
    assert image(line) == ImageRequest("a fox", 7, "text, blur", "16:9")


@pytest.mark.parametrize(
    "prompt",
    [
        "a well-lit room",
        "rock--n--roll",
        "a fox - in snow",
        "a fox — in snow",
        "a fox—seed of doubt—runs",
        "—Hola, dijo el zorro —No quiero",
        "5 -- 3 --- 1",
        "a --5 degree night",
        "-5 degrees",
        "it's a fox's 'den'",
        '"Hello," said the fox, "goodbye"',
        "@everyone look",
        "שועל אדום בשלג",
        "👩‍🚀 rides 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "ثعلب‌ها می‌روند",
        "50% C:\\fox <b>&amp; `x`",
    ],
)
def test_a_prompt_stays_as_it_was_typed(prompt: str) -> None:
    assert image(f".imagine {prompt} --seed 1") == ImageRequest(prompt, seed=1)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (".imagine", "Say what to draw. Write it like this: `.imagine a red fox in the snow`"),
        (".imagine ...", "Say what to draw"),
        ('.imagine ""', "Say what to draw"),
        (".imagine --seed 7", "Say what to draw"),
        (".imagine: a fox", "Put a space after `.imagine`."),
        (".imagine fox --sede 7", "no option “--sede”: did you mean `--seed`?"),
        (".imagine fox --sede 7", "`.imagine a red fox in the snow --seed 7`"),
        (".imagine fox —sede 7", "did you mean `--seed`?"),
        (".imagine fox --xyzzy", "there are `--ar`, `--seed`"),
        (".imagine fox -seed 7", "Options begin with two dashes: write `--seed`."),
        (".imagine fox --seed:7", "Put a space after “--seed”."),
        (".imagine fox --seed", "`--seed` takes a whole number from 0 to 4294967295, and there is none"),
        (".imagine fox --seed --n 2", "`--seed` takes a whole number"),
        (".imagine fox --seed\n7", "The text is in parts, “fox” and “7”"),
        (".imagine fox --seed 4294967296", "from 0 to 4294967295, not “4294967296”"),
        (".imagine fox --seed -1", "not “-1”"),
        (".imagine fox --seed ٣", "not “٣”"),
        (".imagine fox --n 5", "`--n` takes a whole number from 1 to 4, not “5”."),
        (".imagine fox --steps 0", "`--steps` takes a whole number from 1 to 100, not “0”."),
        (".imagine fox --guidance 7,5", "`--guidance` takes a number from 0 to 20, not “7,5”."),
        (".imagine fox --guidance nan", "not “nan”"),
        (".imagine fox --guidance 20.5", "not “20.5”"),
        (".imagine fox --ar 16x9", "`.imagine a red fox in the snow --ar 16:9`"),
        (".imagine fox --ar 9:1", "between 1:4 and 4:1"),
        (".imagine fox --ar 0:0", "width:height"),
        (".imagine fox --style watercolour", "no style “watercolour”: did you mean `watercolor`?"),
        (".imagine fox --style zzz", "there are picture-book,"),
        (".imagine fox --no", "`--no` needs words after it"),
        ('.imagine fox --no "text, blur', "Put one pair of quotation marks around"),
        ('.imagine fox --no "text", blur', "Put one pair of quotation marks around"),
        (".imagine fox --seed 7 --seed 8", "`--seed` is there twice"),
        (".imagine fox --seed 7 8", "The text is in parts, “fox” and “8”"),
        (".imagine fox --no-context", "`--no-context` goes with `story`, not with `imagine`."),
        (".imagine fox --no '--seed 7'", "outside the quotation marks"),
        (".imagine '--seed 7'", "outside the quotation marks"),
        (".imagine {a,--seed} fox", "outside the quotation marks"),
        (".story A fox wakes. It runs. --n 2", "`--n` goes with `imagine`, not with `story`."),
        (".story A fox wakes. It runs. --causal=yes", "`--causal` takes no value: leave out “yes”."),
        (".story", "Tell a story in two or more sentences. Write it like this: `.story Mia the red fox"),
        (".story A fox wakes.", "for a single picture there is `imagine`"),
        (".story The {fox,owl} wakes. It runs.", "Braces do not go with a story"),
        (".story The fox [NC] wakes. It runs.", "`[NC]` stands at the start of its sentence."),
        (".story [NC]\nThe fox wakes. It runs.", "“[NC]” says nothing to draw"),
        (".story Mia: ...\nMia wakes. She runs.", "Say what “Mia” looks like"),
        (".story Mia: red\nMIA: blue\nMia wakes. She runs.", "“MIA” is introduced twice"),
        (".story 你好。--seed", "outside the quotation marks"),
        (".queue all", "“all” is too much after `queue`."),
        (".cancel fox", "“fox” is no job"),
        (".cancel 1a2b3c4d 5", "is too much after `cancel`"),
        (".history 0", "`history` takes a whole number from 1 to 20, not “0”."),
        (".history many", "not “many”"),
        (".help imagin", "no help on “imagin”: did you mean `imagine`?"),
        (".help ?", "there are imagine, story,"),
    ],
)
def test_a_mistake_is_answered_with_what_is_wrong_and_the_right_form(line: str, words: str) -> None:
    assert words in refusal(line)


def test_a_mistake_without_a_wrong_form_is_answered_without_one() -> None:
    assert refusal(f".imagine {'a' * 2001}") == "That is 2,001 characters; at most 2,000 are drawn: shorten it."
    assert refusal(f".imagine {'a' * 10_000}").startswith("That is 10,001 characters; at most 2,000 are drawn")
    assert refusal(f".story {'A fox runs. ' * 50}") == "This story has 50 sentences; at most 12 are drawn: shorten it."


def test_limits_are_those_given() -> None:
    assert refusal(".imagine a red fox", prompt_length=8).startswith("That is 9 characters; at most 8")
    assert "from 1 to 2" in refusal(".imagine fox --n 3", images=2)
    assert "from 1 to 30" in refusal(".imagine fox --steps 31", steps=30)
    assert "at most 3 are drawn" in refusal(".imagine {a,b}{c,d}", permutations=3)
    assert "at most 2 are drawn" in refusal(".story A fox. A hen. A cat.", sentences=2)


def test_a_missing_seed_is_drawn_and_differs_from_line_to_line() -> None:
    seeds = {image_seed for _ in range(8) for image_seed in [_seed(".imagine a fox")]}
    assert len(seeds) > 1 and all(0 <= seed < 2**32 for seed in seeds)


def _seed(line: str) -> int:
    command = parse(line)
    assert isinstance(command, Imagine)
    return command.requests[0].seed


def test_groups_make_one_request_for_every_choice_with_one_seed() -> None:
    command = parse(".imagine a {red, blue} {fox,owl} --n 2", new_seed=iter([5]).__next__)
    assert isinstance(command, Imagine)
    prompts = ["a red fox", "a red owl", "a blue fox", "a blue owl"]
    assert command.requests == tuple(ImageRequest(prompt, seed=5, num_images=2) for prompt in prompts)


def test_a_story_may_be_running_text_or_lines() -> None:
    sentences = ("Mia finds a lantern.", "She carries it up the hill.")
    expected = StoryRequest(sentences, ImageRequest(" ".join(sentences), seed=42))
    assert story(".story Mia finds a lantern. She carries it up the hill.") == expected
    assert story(".story\nMia finds a lantern.\r\n\nShe carries it up the hill.") == expected
    assert story(".story “Mia finds a lantern. She carries it up the hill.”") == expected


def test_a_story_takes_cast_lines_empty_scenes_and_options() -> None:
    line = ".story Mia: a red fox.\nMia wakes. [nc] Snow falls.\n—no-context --causal --seed 3 --ar 4:3 --no text"
    drawing = ImageRequest("Mia wakes. [NC] Snow falls.", 3, "text", "4:3")
    assert story(line) == StoryRequest(
        ("Mia wakes.", "[NC] Snow falls."), drawing, (("Mia", "a red fox"),), context=False, causal=True
    )


def test_the_short_commands() -> None:
    assert parse(".queue ") == Queue()
    assert parse(".cancel") == Cancel(None)
    assert parse(".cancel 1A2B3C4D") == Cancel("1a2b3c4d")
    assert parse(".history") == History(5)
    assert parse(".history 20") == History(20)
    assert parse(".help") == Help(None)
    assert parse(".help .imagine") == parse(".help Imagine") == Help("imagine")
    assert parse(".help --no-context") == parse(".help —no-context") == Help("no-context")
