"""Where and when an English sentence plays, in what weather, and what is carried in it: rules over words, no model."""

from __future__ import annotations

import re

_PLACES = """
    forest wood woods jungle swamp marsh desert meadow field fields cornfield pasture orchard garden park playground
    vineyard hill hills hilltop mountain mountains valley cliff cave beach shore seashore coast island sea seaside
    ocean lake lakeside river riverbank stream brook pond waterfall bridge village town city street lane road roadside
    path square market fair farm farmyard yard courtyard barn stable mill windmill castle palace tower fortress temple
    church chapel cathedral graveyard churchyard house home hut cottage cabin inn tavern kitchen room bedroom bathroom
    nursery attic cellar hall ballroom dungeon library museum school schoolroom classroom shop bakery workshop office
    hospital station harbour harbor port lighthouse ship boat train bus roof rooftop balcony doorstep staircase stage
    theatre theater circus zoo camp campsite tent moon space spaceship sky heaven snowfield glacier well fountain
    clearing bank pasture moor heath nest den cage pit ditch hedge gate hillside treehouse greenhouse
"""
_NOUN = "|".join(sorted(set(_PLACES.split()), key=len, reverse=True))
_WORDS = r"(?:(?:the|an?|his|her|its|their|my|our|some|this|that|another|one) )?(?:(?!of\b|and\b|the\b)[\w-]+ ){0,3}?"
_NOT_PLACE = r"(?! (?:hole|song|picture|painting|book|door|window|wall|bell|keeper|master|mouse|dog|bird|man|boy)\b)"
_OWN = "his|her|its|their"
_AT = re.compile(
    rf"(?i:\b(?P<how>in|inside|into|at|on|onto|to|through|across|by|near|beside|along|up|down|over|upon|reach(?:ed|es)?|"
    rf"enter(?:ed|s)?|within|amid|among|towards?|past)(?: (?:to|into|of|from|the middle of|the edge of))? "
    rf"(?P<words>{_WORDS}(?:{_NOUN}))\b){_NOT_PLACE}"
)
_OPENS = re.compile(
    rf"(?i:(?:there (?:is|was|stood|stands|lay) )?(?P<words>(?:the|an?) (?:[\w-]+ ){{0,3}}?(?:{_NOUN}))\b)"
    rf"(?= (?:at|by|in)\b|[.,!]|$)"
)
_HOME = re.compile(
    r"(?i:\b(?:go(?:es)?|went|c(?:a|o)mes?|r[au]ns?|walk(?:s|ed)?|fl(?:y|ies|ew)|at|is|was) (?:back )?home\b)"
)
_LEAVES = re.compile(
    rf"(?i:\b(?:leaves|left|quit|out of|away from|runs? from|fled from) (?:the|an?|{_OWN}) (?:[\w-]+ )?(?:{_NOUN})\b)"
)
_GOES = frozenset(("into", "to", "onto", "reach", "reaches", "reached", "enter", "enters", "entered", "up", "down"))
_DETERMINER = re.compile(rf"(?i)\A(?:the|an?|{_OWN}|my|our|some|this|that|another|one) ")
SHELTERED = re.compile(
    r"(?i)\b(?:house|home|hut|cottage|cabin|inn|tavern|kitchen|room|bedroom|bathroom|nursery|attic|cellar|hall|ballroom|"
    r"dungeon|library|museum|school|schoolroom|classroom|shop|bakery|workshop|office|hospital|cave|barn|stable|tent|"
    r"train|bus|spaceship|theatre|theater|castle|palace|church|chapel|cathedral|temple)\b"
)
_NIGHT = (
    r"(?<!good )\b(?:night|nighttime|nightfall|tonight|moonlight|moonlit|starlight|starry)\b|"
    r"\b(?:moon|stars) (?:shines?|shone|was up|rose|rises|came out|twinkled?)\b|"
    r"\b(?:got|gets|grew|grows|was|is) (?:quite |very |already )?dark\b"
)
_TIMES = tuple(
    (word, re.compile(rf"(?i){pattern}"))
    for word, pattern in (
        ("midnight", r"\bmidnight\b"),
        ("dawn", r"\b(?:dawn|daybreak|sunrise|cock-?crow)\b|\bsun (?:rises|rose|comes up|came up|was rising)\b"),
        ("sunset", r"\b(?:sunset|dusk|twilight)\b|\bsun (?:sets|set|goes down|went down|was setting|sinks|sank)\b"),
        ("morning", r"\bmornings?\b(?! glor)"),
        ("noon", r"\b(?:noon|midday|noonday)\b"),
        ("afternoon", r"\bafternoon\b"),
        ("evening", r"\bevenings?\b"),
        ("night", _NIGHT),
        ("day", r"\b(?:daytime|daylight|by day|all day|next day)\b|\bsun (?:shines|shone|(?:was|is) shining)\b"),
    )
)
_WEATHERS = tuple(
    (word, re.compile(rf"(?i)\b(?:{pattern})\b"))
    for word, pattern in (
        ("storm", r"storms?|stormy|thunder\w*|lightning|tempest|blizzard|hurricane"),
        ("snow", r"snow(?:s|ed|ing|y|fall|storm|flakes?)?"),
        ("rain", r"rain(?:s|ed|ing|y|drops?)?|drizzl\w+|pour(?:ed|ing) down|downpour|puddles?"),
        ("fog", r"fog|foggy|mist|misty"),
        ("wind", r"wind|windy|breeze|gale"),
        ("clouds", r"clouds?|cloudy|overcast"),
        ("sun", r"sunny|sunshine|sun (?:is |was )?(?:shines|shone|shining)|fine weather"),
    )
)
_STOPS = re.compile(
    r"(?i)\b(?:rain|snow|storm|wind|fog|mist|thunder)\b[^.,;]{0,20}\b(?:stop\w*|end(?:s|ed)|clear\w*|was over)\b|"
    r"\bstop(?:s|ped) (?:raining|snowing)\b"
)
_FIGURATIVE = re.compile(r"(?i)\b(?:like|as|than|of) (?:a |the )?(?:snow|lightning|thunder|storm|wind|rain|clouds?)\b")
_ENDS_THING = (  # words that no longer belong to what is carried
    "of and in to up on from home into with for out away through over across at by under down back off which that "
    "who so as but before after until along near behind round when while because"
)
_THING = rf"(?:(?!(?:{_ENDS_THING.replace(' ', '|')})\b)[\w-]+ ?){{1,4}}"
_CARRIES = re.compile(
    r"(?i:\b(?:carr(?:y|ies|ied|ying)|hold(?:s|ing)?|held|tak(?:es?|ing)|took|pick(?:s|ed|ing)? up|grab(?:s|bed)?|"
    r"bring(?:s|ing)?|brought|fetch(?:es|ed)?|clutch(?:es|ed|ing)?|grasp(?:s|ed)?|seiz(?:es|ed)|lift(?:s|ed)?(?: up)?|"
    r"snatch(?:es|ed)? up|armed with|shoulders?|shouldered)(?: (?:him|her|them|up|out|with|away|back))? "
    rf"(?P<thing>(?:the|an?|{_OWN}|some|two|three) {_THING})"
    rf"|\bwith (?P<with>(?:the|an?) (?:(?!in\b)[\w-]+ ){{1,3}})in (?:{_OWN}|one|the) "
    r"(?:hands?|paws?|beak|mouth|claws?|arms?|bill|teeth)\b)"
)
_NO_THING = frozenset(
    ("care", "courage", "place", "look", "walk", "bath", "nap", "rest", "seat", "leave", "breath", "turn")
)
_NO_THING |= frozenset(
    ("sip", "bite", "step", "way", "road", "path", "time", "part", "hold", "heart", "advice", "wife")
)
_NO_THING |= frozenset(("husband", "child", "hand", "hands", "arm", "bride", "princess", "cover", "aim", "flight"))


def place_of(sentence: str) -> str | None:
    """Where it plays, in its words: "dark forest"; "" where a place is left for one untold; None: not told."""
    text = _LEAVES.sub(lambda left: " " * len(left[0]), sentence)
    found = list(_AT.finditer(text))
    moved = [each for each in found if each["how"].lower() in _GOES]
    if chosen := (moved[-1] if moved else found[0] if found else None):
        return _DETERMINER.sub("", chosen["words"]).lower()
    if _HOME.search(text):
        return "home"
    if opens := _OPENS.match(text):
        return _DETERMINER.sub("", opens["words"]).lower()
    return "" if text != sentence else None


def time_of(sentence: str) -> str | None:
    """The time of day in one word; None: not told."""
    found = [(match.start(), word) for word, pattern in _TIMES for match in pattern.finditer(sentence)]
    return max(found)[1] if found else None


def weather_of(sentence: str) -> str | None:
    """The weather in one word; "" where it ends; None: not told."""
    if _STOPS.search(sentence):
        return ""
    text = _FIGURATIVE.sub("", sentence)
    return next((word for word, pattern in _WEATHERS if pattern.search(text)), None)


def held_in(sentence: str) -> tuple[str, ...]:
    """What somebody carries, takes or has in hand, without its article."""
    told = ((match["thing"] or match["with"]).strip() for match in _CARRIES.finditer(sentence))
    things = (_DETERMINER.sub("", words) for words in told)
    return tuple(dict.fromkeys(thing for thing in things if thing and thing.split()[-1].lower() not in _NO_THING))
