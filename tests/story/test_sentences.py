"""Where sentences end, and which lines introduce the cast."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from story.sentences import ParsedStory, parse_story

STORIES = [
    ["Mia the red fox finds a lantern.", "She carries it up the hill.", "It starts to rain.", "She sleeps."],
    ["mia runs.", "she stops!", "what is it?", "a lantern"],
    ["Mr. Fox meets Dr. Owl on St. Martin's hill.", "Prof. Bear is late."],
    ["They eat nuts, e.g. acorns, vs. berries, etc. and sleep.", "Cats, dogs, etc.", "All sleep."],
    ["He wakes at 7 a.m.", "Mia sleeps until 10 p.m. today."],
    ["J. R. R. Owl reads.", "So am I.", "She left for the U.S.", "He stayed in the U.K. Museum."],
    ["It is 3.5 m long.", "See No. 5 there.", "No.", "Yes."],
    ["1. Mia wakes.", "2. She eats 7.", "8 remain."],
    ["He waits... and waits…  and waits.", "Then...", "Nothing…", "Gone!?", "What?!", "Oh."],
    ['"Who is there?" she asks.', '"Nobody!" says the owl.', '"Stop!" The old guard yells.', '"Go."', "Mia runs."],
    ["“I found it. Look at it!” says Mia.", "«Vite! Viens!» crie Léo.", "„Halt. Wer da?“ fragt er.", "Nobody answers."],
    ["She is tired (very tired. really!) and sad.", "(It rains.)", "[It snows.]", "The end."],
    ["Où est-il ?", "Elle court !", "¿Dónde está?", "¡Aquí!"],
    ["Mia runs. 🦊 🌲", "It rains! ☔.", "She waits... 🏡 and waits. ...", "(🎉) Home. 🏡 ... 🎉"],
    ["هو يركض.", "هي تنام؟", "نعم۔"],
    ["שועל אדום רץ.", "הוא ישן!"],
    ["लोमड़ी दौड़ती है।", "वह सोती है।"],
    ["[NC] The sun sets.", "[NC] Rain falls.", "Mia wakes."],
    ["Visit example.com/a.b now.", "Then v1.2.3 ran."],
    ["5\" nails and 6' boards.", "It's Mia's."],
]

#: Passages written to be hard for any splitter: quotations, abbreviations, ellipses, lists.
TRICKY = [
    ['Mia said, "I am cold."', "She closed the window."],
    ['"Where are you going?" asked the owl.', "Mia did not answer."],
    ['"Wait!" she cried.', '"I am coming with you."', "They ran."],
    ["Dr. Owl lives at 12 Oak St. near the river.", "He is never at home."],
    ["Mrs. Bear bakes bread at 5 a.m. every day.", "It smells good."],
    ["The train left at 9 p.m.", "It was late."],
    ["They sailed on the S.S. Minnow.", "The sea was calm."],
    ["Sgt. Fox and Capt. Hare salute.", "Lt. Mole sleeps."],
    ["He weighs 3.5 kg.", "She weighs 2."],
    ["The box costs $4.99 today.", "Tomorrow it costs more."],
    ["Wait... what is that?", "A ghost!"],
    ["She waited…", "Nobody came."],
    ["He thought... and thought... and fell asleep.", "The end."],
    ["No!!!", "Not the cake!!!"],
    ["Really?!", "Yes, really."],
    ["1. The fox wakes up.", "2. The fox eats.", "3. The fox sleeps."],
    ["First, the sun rises.", "Second, the birds sing."],
    ["a fox in the snow.", "a fox in the rain.", "a fox at night"],
    ["(The moon shines.)", "An owl hoots."],
    ["She has three friends (Leo, Otto, etc.) and a boat.", "They sail."],
    ["Mr. and Mrs. Rabbit have nine children.", "All of them are hungry."],
    ["They live in Washington, D.C.", "The city is large."],
    ["J. K. Mouse writes a book.", "It is long."],
    ["Mia meets Leo, i.e. the lion.", "They play."],
    ['The sign says "Do not enter. Danger." and swings.', "Mia enters."],
    ["“It is not far,” said the hare.", "They walked on."],
    ["Visit www.fox.org for more.", "It is free."],
    ["The fox (who is red!) jumps.", "The dog sleeps."],
    ["At No. 7 lives a cat.", "No. 8 is empty."],
]


@pytest.mark.parametrize("sentences", STORIES + TRICKY, ids=lambda sentences: sentences[0])
def test_running_text_and_lines_give_the_same_sentences(sentences: list[str]) -> None:
    expected = ParsedStory(tuple(" ".join(sentence.split()) for sentence in sentences))
    assert parse_story(" ".join(sentences)) == expected
    assert parse_story("\n".join(sentences)) == expected


def test_wide_marks_need_no_space_after_them() -> None:
    told = "狐狸找到灯笼。她上山！下雨了？！「你好。再见。」她说。狐狸睡了……然后醒了。🏡"
    sentences = ("狐狸找到灯笼。", "她上山！", "下雨了？！", "「你好。再见。」她说。", "狐狸睡了……然后醒了。🏡")
    assert parse_story(told).sentences == sentences


def test_lines_end_sentences_and_white_space_is_evened_out() -> None:
    assert parse_story("  Mia   runs\r\n\n\tshe\u00a0stops \u2028 end").sentences == ("Mia runs", "she stops", "end")


@pytest.mark.parametrize("text", ["[nc]The sun sets.", "[ Nc ]  The sun sets.", "[NC] The sun sets."])
def test_the_mark_for_nobody_is_written_one_way(text: str) -> None:
    assert parse_story(text).sentences == ("[NC] The sun sets.",)


def test_a_line_of_emoji_is_a_sentence_and_so_is_a_lone_mark() -> None:
    assert parse_story("🦊🌲\n...\n🦊. 🌲.").sentences == ("🦊🌲", "...", "🦊. 🌲.")


@pytest.mark.parametrize("text", ["", " \n\t", "\u3000"])
def test_nothing_tells_nothing(text: str) -> None:
    assert parse_story(text) == ParsedStory(())


def test_cast_lines_come_before_the_first_sentence() -> None:
    told = "Mia: a red fox with a scarf.\nLeo the lion :yellow\n小明：一个男孩。\nMia wakes.\nLeo: he runs."
    cast = (("Mia", "a red fox with a scarf"), ("Leo the lion", "yellow"), ("小明", "一个男孩"))
    assert parse_story(told) == ParsedStory(("Mia wakes.", "Leo: he runs."), cast)


@pytest.mark.parametrize(
    "line",
    [
        "mia: a red fox",
        "He said: go home",
        "Once upon a time: snow",
        "One Two Three Four: five",
        "10:30 it rains",
        "Https://example.com shows it",
        "Mia runs. Then: rain",
        "Mia:",
        ": a fox",
        '"Mia": a fox',
    ],
)
def test_other_lines_with_a_colon_are_sentences(line: str) -> None:
    assert parse_story(line).cast == ()
    assert " ".join(parse_story(line).sentences) == line


@settings(max_examples=500)
@given(st.text(alphabet="ab AB.!?…。'\"“”«»()[]:\n🦊1J「」", max_size=60))
def test_no_text_is_lost_and_sentences_told_line_by_line_are_the_same_sentences(text: str) -> None:
    parsed = parse_story(f"A: b\n{text}")
    cast = [f"{name}: {description}" for name, description in parsed.cast]
    assert parse_story("\n".join([*cast, *parsed.sentences])) == parsed
    if len(cast) == 1:
        assert "".join("".join(parsed.sentences).split()) == "".join(text.split())
