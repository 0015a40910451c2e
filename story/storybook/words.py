"""The English words for every fact of a Scene, as data tables.

Every entry of a table means exactly the fact it is listed under, so any of them may be picked blindly. Adjectives such
as "little" or "happy" carry no fact.
"""

from __future__ import annotations

from typing import NamedTuple


class Spot(NamedTuple):
    """One way to speak of a place: its noun, where one is in it, how one gets to it."""

    noun: str
    at: tuple[str, ...]
    to: tuple[str, ...]


class Verb(NamedTuple):
    """One way to tell an action: she ..., they ..., (is) ...ing."""

    third: str
    plural: str
    ing: str


NOUNS = {
    "fox": ("fox",), "cat": ("cat", "cat", "cat", "kitten", "kitty"),
    "rabbit": ("rabbit", "rabbit", "rabbit", "bunny", "hare"), "bear": ("bear", "bear", "bear", "teddy bear"),
    "owl": ("owl",), "frog": ("frog", "frog", "frog", "toad"), "robot": ("robot",), "dragon": ("dragon",),
}  # fmt: skip
HUES = {
    "red": ("red", "red", "red", "crimson", "scarlet"), "orange": ("orange",), "yellow": ("yellow", "yellow", "golden"),
    "green": ("green", "green", "green", "emerald green"), "blue": ("blue",), "purple": ("purple", "purple", "violet"),
    "brown": ("brown",), "white": ("white",),
}  # fmt: skip
#: What only the colour of an animal is sometimes called.
FUR = {"orange": "ginger", "brown": "chestnut brown", "white": "snow-white"}
ANIMALS = frozenset(("fox", "cat", "rabbit", "bear"))
SIZES = ("little", "small", "big", "happy", "cute", "friendly", "tiny", "cheerful", "young", "sweet", "brave", "funny")
WEARING = ("with", "with", "wearing", "in")

SPOTS = {
    "meadow": (
        Spot("meadow", ("in the meadow", "in a meadow"), ("to the meadow", "into the meadow")),
        Spot("field", ("in the field", "in a field"), ("to the field", "into the field")),
        Spot("park", ("in the park",), ("to the park",)),
        Spot("grass", ("on the grass", "in the grass"), ("to a patch of grass",)),
    ),
    "forest": (
        Spot("forest", ("in the forest", "in a forest"), ("into the forest", "to the forest")),
        Spot("woods", ("in the woods",), ("into the woods", "to the woods")),
        Spot("woodland", ("in the woodland",), ("into the woodland",)),
    ),
    "hill": (
        Spot("hill", ("on the hill", "on a hill", "on top of the hill"), ("up the hill", "up the hill", "up a hill")),
        Spot("hillside", ("on the hillside", "on a hillside"), ("to the hillside",)),
    ),
    "beach": (
        Spot("beach", ("on the beach", "at the beach", "on a beach"), ("to the beach", "down to the beach")),
        Spot("shore", ("on the shore", "by the sea"), ("to the shore", "down to the sea")),
        Spot("seaside", ("at the seaside",), ("to the seaside",)),
    ),
    "town": (
        Spot("town", ("in the town", "in town"), ("to the town", "into town")),
        Spot("city", ("in the city",), ("to the city", "into the city")),
        Spot("village", ("in the village", "in a village"), ("to the village", "into the village")),
        Spot("street", ("on the street", "in the street"), ("to the street",)),
    ),
    "room": (
        Spot("room", ("in the room", "in a room"), ("into the room", "into a room")),
        Spot("bedroom", ("in the bedroom", "in a bedroom"), ("to the bedroom", "into the bedroom")),
        Spot("house", ("at home", "in the house", "inside the house", "indoors"), ("home", "into the house")),
    ),
    "lake": (
        Spot("lake", ("by the lake", "at the lake", "by a lake"), ("to the lake", "down to the lake")),
        Spot("pond", ("by the pond", "at the pond", "by a pond"), ("to the pond", "to a pond")),
        Spot("river bank", ("on the river bank", "by the river"), ("to the river", "down to the river")),
    ),
    "desert": (
        Spot("desert", ("in the desert", "in a desert"), ("into the desert", "to the desert")),
        Spot("dunes", ("in the dunes", "among the sand dunes"), ("to the dunes", "into the sand dunes")),
    ),
}  # fmt: skip
STROLLS = {
    "meadow": ("across the meadow", "through the grass"), "forest": ("through the forest", "through the woods"),
    "hill": ("up the hill", "down the hill"), "beach": ("along the beach", "along the shore"),
    "town": ("through the town", "down the street"), "room": ("around the room",),
    "lake": ("around the lake", "along the lake"), "desert": ("through the desert", "across the dunes"),
}  # fmt: skip
PLACE_TAGS = {
    "meadow": ("meadow", "green field", "park", "grass"), "forest": ("forest", "woods", "woodland"),
    "hill": ("hill", "hillside"), "beach": ("beach", "seaside", "seashore"),
    "town": ("town", "city", "street", "village"), "room": ("room", "bedroom", "indoors", "inside the house"),
    "lake": ("lake", "pond", "river bank"), "desert": ("desert", "dunes", "sand dunes"),
}  # fmt: skip

LANDMARKS = {
    "tree": (
        "under a tree",
        "under a big tree",
        "by a tree",
        "near an old tree",
        "next to a tall tree",
        "beneath a tree",
    ),
    "house": ("in front of a house", "near a little house", "by a cottage", "next to a small house", "near a house"),
}
KNOWN_LANDMARKS = {"tree": ("under the tree", "by the tree"), "house": ("in front of the house", "by the house")}
LANDMARK_TAGS = {
    "tree": ("under a tree", "a big tree", "tree", "under a tall tree"),
    "house": ("in front of a house", "near a cottage", "little house", "a house nearby"),
}

TIMES = {
    "day": ("in the daytime", "during the day", "by day"),
    "sunset": ("at sunset", "at dusk", "in the evening", "at sundown"),
    "night": ("at night", "in the night", "at nighttime", "by night"),
}
WEATHERS = {
    False: {"rain": ("in the rain", "in rainy weather", "while it rains"),
            "snow": ("in the snow", "in the falling snow", "while it snows")},
    True: {"rain": ("while it rains outside", "while it is raining outside", "with rain outside"),
           "snow": ("while it snows outside", "while it is snowing outside", "with snow falling outside")},
}  # fmt: skip
#: A day told by its weather and time at once, to follow "a" or "one".
DAYS = {
    ("day", "clear"): ("sunny day", "fine day", "bright day"), ("day", "rain"): ("rainy day", "wet day"),
    ("day", "snow"): ("snowy day",), ("sunset", "clear"): ("clear evening",),
    ("sunset", "rain"): ("rainy evening",), ("sunset", "snow"): ("snowy evening",),
    ("night", "clear"): ("clear night", "starry night"), ("night", "rain"): ("rainy night",),
    ("night", "snow"): ("snowy night",),
}  # fmt: skip
TIME_TAGS = {"day": ("daytime", "day"), "sunset": ("sunset", "dusk", "evening"), "night": ("night", "nighttime")}
WEATHER_TAGS = {
    "clear": ("clear sky", "clear weather"), "rain": ("rain", "raining", "rainy", "rainy weather"),
    "snow": ("snow", "snowing", "snowy", "snowfall"),
}  # fmt: skip
TIME_FACTS = {
    "day": ("It is daytime.", "It is day."), "night": ("It is night.", "It is dark.", "It is nighttime."),
    "sunset": ("The sun is setting.", "It is evening.", "It is sunset."),
}  # fmt: skip
WEATHER_FACTS = {
    "clear": ("The sky is clear.", "The weather is fine."), "rain": ("It is raining.", "It rains.", "It is rainy."),
    "snow": ("It is snowing.", "It snows.", "Snow is falling."),
}  # fmt: skip

VERBS = {
    "standing": (Verb("stands", "stand", "standing"), Verb("looks around", "look around", "looking around"),
                 Verb("waits", "wait", "waiting")),
    "walking": (Verb("walks", "walk", "walking"), Verb("strolls", "stroll", "strolling"),
                Verb("walks around", "walk around", "walking around"),
                Verb("goes for a walk", "go for a walk", "going for a walk")),
    "sitting": (Verb("sits", "sit", "sitting"), Verb("sits down", "sit down", "sitting down"),
                Verb("rests on the ground", "rest on the ground", "resting on the ground")),
    "sleeping": (Verb("sleeps", "sleep", "sleeping"), Verb("naps", "nap", "napping"), Verb("dozes", "doze", "dozing"),
                 Verb("takes a nap", "take a nap", "taking a nap")),
    "jumping": (Verb("jumps", "jump", "jumping"), Verb("hops", "hop", "hopping"), Verb("leaps", "leap", "leaping"),
                Verb("jumps up and down", "jump up and down", "jumping up and down")),
    "waving": (Verb("waves", "wave", "waving"), Verb("says hello", "say hello", "saying hello"),
               Verb("waves hello", "wave hello", "waving hello")),
}  # fmt: skip
#: Verbs for walking where there is room for it.
HIKES = (Verb("hikes", "hike", "hiking"), *VERBS["walking"])
#: Verbs for walking where there is little.
INDOORS = (Verb("walks", "walk", "walking"), Verb("walks around", "walk around", "walking around"))
#: Verbs that only a story tells an action with, where a bare "walks" would be too little.
EVENTFUL = {
    "walking": (Verb("goes for a walk", "go for a walk", ""), Verb("walks around", "walk around", ""),
                Verb("strolls around", "stroll around", ""), Verb("takes a walk", "take a walk", "")),
    "sitting": (Verb("sits down", "sit down", ""), Verb("sits on the ground", "sit on the ground", ""),
                Verb("rests on the ground", "rest on the ground", "")),
    "sleeping": (Verb("falls asleep", "fall asleep", ""), Verb("sleeps", "sleep", ""), Verb("sleeps", "sleep", ""),
                 Verb("takes a nap", "take a nap", ""), Verb("lies down to sleep", "lie down to sleep", "")),
    "jumping": (Verb("jumps up and down", "jump up and down", ""), Verb("jumps for joy", "jump for joy", ""),
                Verb("hops around", "hop around", ""), Verb("leaps into the air", "leap into the air", "")),
    "waving": (Verb("waves", "wave", ""), Verb("waves hello", "wave hello", ""), Verb("says hello", "say hello", "")),
}  # fmt: skip
#: An action as an adjective: "a sleeping fox". A fox without one stands.
MODIFIERS = {
    "standing": ("", "", "standing"), "walking": ("walking", "strolling"), "sitting": ("sitting", "seated"),
    "sleeping": ("sleeping", "napping", "dozing"), "jumping": ("jumping", "hopping", "leaping"),
    "waving": ("waving",),
}  # fmt: skip

#: What time it may become, told before or as a sentence.
SHIFTS = {
    "day": (("sunset", "in the evening, "), ("sunset", "at sunset, "), ("night", "at night, "),
            ("night", "that night, ")),
    "sunset": (("night", "at night, "), ("night", "that night, "), ("night", "later that night, ")),
    "night": (("day", "the next morning, "), ("day", "in the morning, "), ("day", "the next day, ")),
}  # fmt: skip
HOURS = {
    "day": (("sunset", "evening comes"), ("sunset", "the sun begins to set"), ("sunset", "it is sunset now"),
            ("night", "night falls"), ("night", "it gets dark"), ("night", "night comes")),
    "sunset": (("night", "night falls"), ("night", "it gets dark"), ("night", "it is night now")),
    "night": (("day", "the sun comes up"), ("day", "the sun rises"), ("day", "morning comes"),
              ("day", "a new day begins")),
}  # fmt: skip
SKIES = {
    "clear": (("rain", "it starts to rain"), ("rain", "it begins to rain"), ("rain", "rain starts to fall"),
              ("snow", "it starts to snow"), ("snow", "it begins to snow"), ("snow", "snow begins to fall")),
    "rain": (("clear", "the rain stops"), ("clear", "it stops raining"), ("snow", "the rain turns into snow")),
    "snow": (("clear", "the snow stops"), ("clear", "it stops snowing"), ("rain", "the snow turns into rain")),
}  # fmt: skip

SHE_NAMES = (
    "Mia", "Ada", "Lily", "Zoe", "Nora", "Ella", "Ruby", "Luna", "Ivy", "Rosa", "Anna", "Emma", "Lucy", "Molly",
    "Clara", "Nina", "Lola", "Maya", "Tilly", "Greta", "Hanna", "Olive", "Pearl", "Poppy", "Suki", "Tina", "Vera",
    "Yara", "Bella", "Dora", "Elsa", "Frida", "Gemma", "Hazel", "Wilma", "Daisy",
)  # fmt: skip
HE_NAMES = (
    "Otto", "Max", "Leo", "Finn", "Tom", "Ben", "Sam", "Hugo", "Oscar", "Felix", "Theo", "Jack", "Noah", "Emil",
    "Carl", "Dan", "Eddie", "Fred", "Gus", "Henry", "Ivan", "Jonas", "Karl", "Liam", "Milo", "Ned", "Oliver", "Paul",
    "Rufus", "Simon", "Toby", "Victor", "Walter", "Zack", "Arlo", "Bruno",
)  # fmt: skip
