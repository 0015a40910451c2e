"""The English words for props, and for what it is to hold one.

Every entry means exactly the fact it is listed under, so any of them may be picked blindly; one listed twice is picked
twice as often.
"""

from __future__ import annotations

from story.storybook.english.inflect import Verb, verbs

PROP_NOUNS: dict[str, tuple[str, ...]] = {
    "lantern": (*["lantern"] * 5, "lamp"),
    "ball": (*["ball"] * 6, "football", "rubber ball", "toy ball"),
    "balloon": (*["balloon"] * 6, "party balloon"),
    "book": (*["book"] * 6, "storybook", "notebook"),
    "flower": (*["flower"] * 6, "blossom", "tulip", "rose"),
    "apple": ("apple",),
    "umbrella": (*["umbrella"] * 6, "parasol", "brolly"),
    "kite": ("kite",),
    "basket": (*["basket"] * 5, "picnic basket", "hamper"),
    "present": (*["present"] * 4, "gift", "gift", "parcel", "birthday present", "gift box"),
    "cake": (*["cake"] * 5, "birthday cake", "cupcake", "pie"),
    "cup": (*["cup"] * 4, "mug", "mug", "teacup", "cup of tea", "cup of cocoa"),
    "fish": ("fish",),
    "carrot": ("carrot",),
    "drum": ("drum",),
    "guitar": (*["guitar"] * 4, "banjo"),
    "key": (*["key"] * 4, "door key"),
    "letter": (*["letter"] * 4, "envelope", "postcard"),
    "mushroom": (*["mushroom"] * 4, "toadstool"),
    "star": (*["star"] * 4, "toy star", "shiny star"),
    "shell": (*["shell"] * 3, "seashell", "seashell"),
    "teddy": (*["teddy"] * 3, "teddy bear", "teddy bear", "toy bear", "stuffed bear"),
    "candle": ("candle",),
    "pumpkin": ("pumpkin",),
    "bucket": (*["bucket"] * 4, "pail"),
    "leaf": (*["leaf"] * 4, "autumn leaf", "maple leaf"),
}
#: Adjectives of things without a fact.
THING_MOODS = ("little", "big", "small", "pretty", "lovely", "nice", "old", "new", "shiny", "beautiful", "huge", "tiny")
HOLDING = verbs("hold", "hold", "hold", "carry", "carry", "hold up", "hold on to", "clutch")
#: What only some things are held for, by somebody who stands.
USING: dict[str, tuple[Verb, ...]] = {
    "kite": verbs("fly"), "guitar": verbs("play", "play on"), "drum": verbs("play", "beat"),
    "ball": verbs("play with"), "teddy": verbs("play with"), "flower": verbs("smell"), "cup": verbs("drink from"),
    "present": verbs("bring"), "letter": verbs("deliver"),
}  # fmt: skip
#: What can be told to be eaten: "eats a carrot" is eating and holding it.
EDIBLE = ("apple", "cake", "fish", "carrot", "mushroom")
BESIDE = ("next to", "beside", "near", "by", "close to")
#: After a thing that nobody holds.
LYING = ("on the ground", "on the ground", "lying on the ground", "lying there", "on the floor", "nearby")
