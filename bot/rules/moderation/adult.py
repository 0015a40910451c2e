"""What is for adults, told from the words of a prompt; pictures are not looked at.

With a child in the same prompt it is refused everywhere, whatever a server's rule is. What is not about people, such as
a naked tree, a size XXX or blue tits, is no such word, whoever else is in the picture.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from bot.rules.moderation.patterns import find

# What such a word means beside certain others: things, animals, sizes, numerals, medicine, and that none is wanted.
_PEOPLE = (
    r"(?:wom[ae]n|m[ae]n|girls?|boys?|lad(?:y|ies)|guys?|child|children|kids?|bab(?:y|ies)|teens?|teenagers?|person|"
    r"people|models?|body|bodies|couples?|wife|husband|mother|father|sister|brother|daughter|son)"
)
_BARE = (  # what stands naked or undressed without being anybody
    r"(?:trees?|branch(?:es)?|twigs?|trunks?|stems?|oaks?|birch(?:es)?|willows?|beech(?:es)?|forests?|woods?|hills?|"
    r"hillsides?|mountains?|rocks?|stones?|cliffs?|ground|earth|soil|sand|sky|land|landscape|desert|island|plain|"
    r"fields?|winter|flames?|fire|candles?|bulbs?|lights?|lamps?|eyes?|truth|ambition|aggression|"
    r"greed|fear|wires?|steel|iron|"
    r"metal|wood|timber|swords?|blades?|daggers?|knives|knife|walls?|bricks?|concrete|floors?|rooms?|windows?|canvas|"
    r"frames?|mannequins?|dolls?|skeletons?|statues?|cakes?|burgers?|pizzas?|pancakes?|salads?|vegetables?|wounds?|"
    r"cats?|kittens?|dogs?|pupp(?:y|ies)|rats?|mole[ -]rats?|mice|mouse|birds?|nestlings?|hatchlings?|snails?|slugs?|"
    r"hedgehogs?|guinea[ -]pigs?|carp|motorcycles?|bikes?|ladies|gun|chef|lunch|singularity|juice|oats)"
)
_COLOURED = (
    r"(?:colou?rs?|colou?red|tones?|shades?|lipsticks?|heels|pumps|shoes|tights|nails?|nail polish|palette|make-?up)"
)
_CLOTHES = r"(?:t[ -]?)?(?:shirts?|tees?|jumpers?|hoodies?|jackets?|trousers|dress(?:es)?|coats?|jerseys?|uniforms?)"
_HARMLESS = tuple(
    re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")
    for pattern in (
        rf"(?:naked|nude)(?: \w+)? {_BARE}(?![ -]*{_PEOPLE})",
        rf"un(?:dressed|clothed)(?: \w+)? {_BARE}(?![ -]*{_PEOPLE})",
        r"undressing (?:a|the|her|his|their) (?:wound|doll|tree|christmas tree|salad)",
        rf"{_BARE} (?:is|are|was|were|stands?|stood) naked",
        rf"nude {_COLOURED}",
        rf"nude(?: \w+){{0,2}} (?:sculptures?|figurines?|frescos?|reliefs?|torso)(?! of (?:\w+ ){{0,3}}{_PEOPLE})",
        r"nude (?:figure )?(?:study|studies|sketches)|nude (?:life )?drawing class",
        r"(?:no|not|non|without|avoid|never)[ -]+(?:any )?(?:nudity|nudes?|naked|nsfw|porn|sex|sexual content|topless)",
        rf"xxx[ -]*(?:l|large|small|s|long|wide|sized?|{_CLOTHES})",
        r"(?:sizes?:?|in|marked|labell?ed|numerals?|chapter|book|part|volume|act|canto|psalm|louis|bowl|page) xxx",
        r"xxx (?:olympiad|olympics|legion)",
        r"(?:same|opposite|either|fair|fairer|weaker|stronger|of each|the other)[ -]sex",
        r"sex(?:ual)? (?:education|ratio|chromosomes?|cells?|hormones?|dimorphism|reproduction|selection|health)",
        r"sex pistols|sex and the city|sexual equality|sexually (?:mature|dimorphic)",
        r"sex of (?:the|a|an|its|their|his|her|this|that|each) (?:unborn )?\w+",
        r"topless (?:bus(?:es)?|cars?|towers?|jeeps?|jars?|boxe?s?|tables?|trees?|mountains?|baskets?|convertibles?)",
        r"(?:blue|great|coal|willow|marsh|bearded|crested|long[ -]tailed|azure|little|garden|two|three|some) tits",
        r"tits (?:on|at|in) (?:a|the|our|my) (?:feeders?|bird feeders?|garden|nest|nest ?box|branch|hedge|tree|snow)",
        r"(?:bottles?|grease|pipe|steel|brass|hex|feeding|rubber) nipples?",
        r"nipples? (?:of|on|for) (?:a|the|her|his|its) (?:baby )?(?:bottle|feeding bottle|pipe|bearing)",
        r"(?:anatomy|anatomical|medical|diagram|textbook|chart) (?:\w+ ){0,4}(?:genitals|genitalia|penis|vagina|vulva)",
        r"sexy (?:cars?|saxophones?|sax|motorcycles?|bikes?|fonts?|voices?|beats?)",
        rf"(?:{_BARE}|clothes ?lines?|lines?|wardrobes?|closets?|teddy|bears?|animals?|horses?) "
        r"(?:without|with no) (?:any )?clothes(?: on)?",
        r"orgy of (?:colou?rs?|light|lights|flowers|flavou?rs|sound|blossoms?)",
        r"(?:village|town|harbou?r|port|place|bay|island) of dildo|dildo,? (?:newfoundland|canada|harbou?r|run|island)",
    )
)
CHILDREN = (
    *("baby", "babies", "boy", "boys", "child", "children", "childlike", "girl", "girls", "infant", "infants", "kid"),
    *("kids", "kindergarten", "loli", "lolicon", "minor", "minors", "preteen", "pupil", "pupils", "schoolboy"),
    *("schoolgirl", "schoolgirls", "shota", "shotacon", "teen", "teenage", "teenager", "teenagers", "toddler"),
    *("toddlers", "underage", "youngster"),
)


def adult_word(folded: str) -> str | None:
    """The first such word in folded text. Raises TooSlow."""
    for harmless in _HARMLESS:
        folded = harmless.sub(" ", folded)
    return _first(_words(), folded)


@cache
def default_phrases() -> tuple[str, ...]:
    """What is drawn nowhere unless whoever runs this says otherwise: violence of that kind, and hatred."""
    return _lines("default_blocklist.txt")


def child_word(folded: str) -> str | None:
    return _first(CHILDREN, folded)


@cache
def _words() -> tuple[str, ...]:
    return _lines("adult.txt")


def _lines(name: str) -> tuple[str, ...]:
    return tuple(files("bot.rules.moderation").joinpath(name).read_text(encoding="utf-8").split("\n")[:-1])


def _first(words: tuple[str, ...], folded: str) -> str | None:
    return next((found for word in words if (found := find(word, "phrase", folded)) is not None), None)
