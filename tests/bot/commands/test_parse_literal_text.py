r"""What people type reaches the picture: colons, braces, accents, however they were written.

Sources: YarnSpinner#17 (colons), AutoGPT#9194 (braces), compromise#1099 and Unicode UAX 15 (NFD, as macOS pastes it).
"""

from __future__ import annotations

import unicodedata

import pytest

from bot.commands import Imagine, Panel, Story, format_request, parse, story, typed_text
from bot.domain.requests import InspireRequest, VideoRequest, normalized
from generation.engine import ImageRequest
from story.request import StoryRequest
from tests.bot.commands.parse_kit import read, refusal

NFD = unicodedata.normalize("NFD", "Zoë and Renée meet. Zoë waves.")
NFC = unicodedata.normalize("NFC", NFD)


@pytest.mark.parametrize(
    "line", [".story At 5:30 Mia wakes. She walks.", ".story Panel 1: Mia wakes.\nPanel 2: she walks."]
)
def test_a_story_with_colons_has_all_its_pictures(line: str) -> None:
    command = read(line)
    assert isinstance(command, Story)
    assert (len(command.request.sentences), command.request.cast) == (2, ())


def test_a_panel_takes_a_sentence_with_colons_and_braces() -> None:
    assert read(r".panel 1a2b3c4d 1 edit At 5:30 Mia \{ smiles") == Panel("1a2b3c4d", 0, "edit", "At 5:30 Mia { smiles")
    assert "Braces do not go with a story" in refusal(".panel 1a2b3c4d 1 edit A {fox,owl} wakes.")


def test_a_story_too_short_says_who_it_took_for_the_cast() -> None:
    assert "“Mia: a red fox” is read as who Mia is" in refusal(".story Mia: a red fox\nShe wakes.")


@pytest.mark.parametrize("first", ["Mia: a red fox.", r"a \: b", "{fox,owl} {x}", "{a, b", r"C:\{x\}"])
def test_any_sentence_and_any_prompt_reads_back_as_it_is(first: str) -> None:
    request = StoryRequest((first, "Mia runs."), ImageRequest(f"{first} Mia runs.", seed=7))
    command = parse(format_request(request))
    assert isinstance(command, Story) and command.request == request
    drawn = parse(format_request(ImageRequest(first, seed=7)))
    assert isinstance(drawn, Imagine) and drawn.requests == (ImageRequest(first, seed=7),)


@pytest.mark.parametrize("sentence", ["Mia {a,b} waves.", r"C:\{x\}", "[NC] Snow falls.", "At 5:30 Mia wakes."])
def test_a_sentence_that_stands_in_a_form_is_read_from_it_as_it_is(sentence: str) -> None:
    assert read(f".panel 1a2b3c4d 1 edit {typed_text(sentence)}") == Panel("1a2b3c4d", 0, "edit", sentence)


def test_a_story_whose_cast_is_followed_by_speech_reads_back_as_it_is() -> None:
    request = StoryRequest(
        ("Leo: hi", "Mia runs."), ImageRequest("Leo: hi Mia runs.", seed=7), (("Mia", "small, red"),)
    )
    command = parse(format_request(request))
    assert isinstance(command, Story) and command.request == request


def test_text_is_the_same_however_its_accents_are_written() -> None:
    assert NFD != NFC
    assert story(NFD, {"seed": "7"}) == story(NFC, {"seed": "7"})
    assert read(f".imagine {NFD} --seed 7 --no {NFD}") == read(f".imagine {NFC} --seed 7 --no {NFC}")
    for line in (".cast add {}: a fox", ".styles add dusk: {}", ".inspire {}", ".report 1a2b3c4d {}", ".ban 1 {}"):
        name = "Zoë"
        assert read(line.format(unicodedata.normalize("NFD", name))) == read(line.format(name))


def test_a_request_that_no_line_of_chat_made_is_written_the_same_way() -> None:
    def of(text: str) -> list[object]:
        drawing = ImageRequest(text, seed=7, negative_prompt=text, style_words=text)
        told = StoryRequest((text,), drawing, ((text, text),), title=text, author=text)
        return [drawing, told, VideoRequest(drawing), InspireRequest(text, 7)]

    for request, wanted in zip(of(NFD), of(NFC), strict=True):
        assert normalized(request) == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "told",
    [
        "Mia sits. She waves —no one sees. Night falls.",
        "Mia waves. There is —no one there.",
        "Mia runs. She falls —by Tom's house.",
        "Mia runs. She sits –by the lake.",
    ],
)
def test_a_sentence_with_a_long_dash_before_a_word_loses_nothing(told: str) -> None:
    command = read(f".story {told}")
    assert isinstance(command, Story) and " ".join(command.request.sentences) == told
    assert (command.request.author, command.request.drawing.negative_prompt) == ("", "")


def test_a_long_dash_still_makes_options() -> None:
    command = read(".story Mia runs. She falls. —by Ludwig van Beethoven —no text, blur")
    assert isinstance(command, Story)
    assert (command.request.author, command.request.drawing.negative_prompt) == ("Ludwig van Beethoven", "text, blur")


@pytest.mark.parametrize(
    "line, said",
    [
        (".continue 1a2b3c4d Mia: a fox", "“Mia: a fox” is read as who Mia is"),
        (".story --title The Run Mia runs. She falls.", "“The Run Mia runs. She falls.” is read as its title"),
        (".imagine a fox --style", "`--style` needs the name of a style after it"),
        (".export 1a2b3c4d webp", "There is no format “webp”: it is `pdf`, `gif`, `mp4`, `cbz` or `zip`."),
        (".panel 1a2b3c4d 2 delete", "There is no panel command “delete”: it is `redo`, `edit`, `insert` or `remove`."),
        (".blocklist ad x", "Write it like this: `.blocklist add some words`"),
    ],
)
def test_where_words_went_and_what_there_is_stands_in_the_refusal(line: str, said: str) -> None:
    assert said in refusal(line)


def test_no_option_is_offered_that_the_command_refuses() -> None:
    assert "--factor" not in refusal(".imagine a fox --xyzzy") and "--title" not in refusal(".imagine a fox --xyzzy")
    assert refusal(".export 1a2b3c4d pdf --xyzzy").startswith("There is no option “--xyzzy”: `export` takes none.")


def test_a_panel_for_nobody_may_be_marked_in_small_letters() -> None:
    assert read(".panel 1a2b3c4d 1 insert [nc] Snow falls.") == Panel("1a2b3c4d", 0, "insert", "[NC] Snow falls.")


@pytest.mark.parametrize(
    "line", ["\u200b.imagine a fox --seed 7", "\ufeff.imagine a fox --seed 7", ".imagine a fox \u200e--seed 7"]
)
def test_marks_that_nobody_sees_around_a_command_change_nothing(line: str) -> None:
    assert read(line) == read(".imagine a fox --seed 7")
