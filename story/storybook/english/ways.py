"""The English words of counting and grouping, and those that only say how a picture is asked for."""

from __future__ import annotations

NUMBERS = {
    2: ("two", "two", "two", "2", "a pair of", "a couple of"),
    3: ("three", "three", "three", "3", "a group of three", "a trio of"),
}
#: Every one of a group, before what they do.
ALL = {
    2: ("both", "both", "both of them", "the two of them"),
    3: ("all", "all of them", "all three", "the three of them", "all three of them"),
}
#: Told of by a word that only a clause begins with.
THEY = {2: ("they", "they both", *ALL[2]), 3: ("they", "they all", *ALL[3])}
#: Before the first noun instead of "a".
DETERMINERS = ("the", "my", "one", "this", "our", "some")
FRIENDS = ("friends", "friends", "best friends", "pals", "good friends", "characters", "buddies")

OPENERS = (
    "draw", "draw me", "please draw", "show me", "paint", "there is", "here is", "I want to see", "can you paint",
    "can you draw", "could you draw me", "make me", "I would like to see", "please paint", "please show me", "imagine",
    "create", "generate", "give me", "let me see", "I'd like", "make a picture of", "draw a picture of",
)  # fmt: skip
STYLES = (
    "a picture of", "a drawing of", "an image of", "a painting of", "a watercolour of", "a watercolor of",
    "a picture-book illustration of", "an illustration of", "a cute drawing of", "a storybook picture of",
    "a cartoon of", "a sketch of", "a children's book illustration of", "digital art of", "a photo of",
    "a colourful picture of", "a scene with", "a cute picture of", "a crayon drawing of",
)  # fmt: skip
STYLE_TAGS = (
    "cute", "cute, detailed", "storybook style", "watercolour", "digital art", "high quality", "cartoon style",
    "please", "picture book", "children's book illustration", "detailed", "4k", "soft colours", "beautiful",
    "vector art",
    "masterpiece", "flat style", "illustration", "best quality", "simple", "cozy",
)  # fmt: skip
