"""The English words for characters: kinds, colours, sizes, what they wear, names.

Every entry means exactly the fact it is listed under, so any of them may be picked blindly; one listed twice is picked
twice as often. No entry is a name of `SHE_NAMES` or `HE_NAMES`.
"""

from __future__ import annotations

NOUNS: dict[str, tuple[str, ...]] = {
    "fox": (*["fox"] * 6, "fox cub", "vixen"),
    "cat": (*["cat"] * 6, "kitten", "kitten", "kitty", "tomcat", "tabby", "pussycat", "pussy cat"),
    "dog": (*["dog"] * 6, "puppy", "puppy", "doggy", "hound", "pup", "doggie", "pooch"),
    "rabbit": (*["rabbit"] * 6, "bunny", "bunny", "hare", "bunny rabbit"),
    "mouse": (*["mouse"] * 6, "field mouse", "mousie"),
    "bear": (*["bear"] * 6, "bear cub"),
    "lion": (*["lion"] * 6, "lion cub", "lioness"),
    "elephant": (*["elephant"] * 6, "jumbo"),
    "pig": (*["pig"] * 6, "piglet", "piggy", "hog", "piggie"),
    "owl": (*["owl"] * 6, "owlet", "barn owl"),
    "duck": (*["duck"] * 6, "duckling", "ducky", "drake"),
    "penguin": (*["penguin"] * 6, "penguin chick"),
    "frog": (*["frog"] * 6, "toad", "froggy", "tree frog"),
    "hedgehog": (*["hedgehog"] * 6, "hoglet"),
    "dragon": (*["dragon"] * 6, "wyvern"),
    "robot": (*["robot"] * 6, "android", "droid", "bot", "toy robot"),
    "girl": (*["girl"] * 8, "schoolgirl", "lass"),
    "boy": (*["boy"] * 8, "schoolboy", "lad", "kid", "child"),
}  # fmt: skip
#: A child with a yellow crown may be told at once.
CROWNED_NOUNS = {"girl": ("princess", "princess", "queen"), "boy": ("prince", "king")}
CHILDREN = ("girl", "boy")
#: What a child's colour is the colour of.
CLOTHES = {
    "girl": ("dress", "dress", "dress", "skirt", "coat", "pullover", "frock"),
    "boy": ("shirt", "shirt", "shirt", "T-shirt", "jacket", "sweater", "pullover", "coat"),
}

#: What has the colour of a kind that is no child.
COATS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("fox", "cat", "dog", "rabbit", "mouse", "bear", "lion"), ("fur", "fur", "hair")),
    **dict.fromkeys(("owl", "duck", "penguin"), ("feathers", "plumage")),
    **dict.fromkeys(("elephant", "pig", "frog"), ("skin",)),
    "hedgehog": ("fur", "spikes"), "dragon": ("scales", "skin"), "robot": ("metal", "paint"),
}  # fmt: skip

HUES: dict[str, tuple[str, ...]] = {
    "red": (*["red"] * 8, "crimson", "scarlet", "cherry red", "bright red", "dark red"),
    "orange": (*["orange"] * 8, "tangerine", "bright orange", "amber"),
    "yellow": (*["yellow"] * 8, "golden", "gold", "lemon yellow", "bright yellow", "pale yellow"),
    "green": (*["green"] * 8, "emerald", "emerald green", "lime green", "dark green", "light green"),
    "blue": (*["blue"] * 10, "navy", "navy blue", "sky blue", "light blue", "dark blue", "turquoise", "teal", "azure"),
    "purple": (*["purple"] * 8, "violet", "lilac", "lavender", "deep purple"),
    "pink": (*["pink"] * 8, "rosy", "hot pink", "light pink", "magenta"),
    "brown": (*["brown"] * 8, "chocolate brown", "light brown", "dark brown", "tan"),
    "white": (*["white"] * 8, "cream", "ivory", "pure white"),
    "grey": (*["grey"] * 6, *["gray"] * 4, "silver", "light grey", "dark gray"),
    "black": (*["black"] * 8, "jet black", "pitch black", "charcoal black"),
}
#: What only the colour of an animal is sometimes called.
FUR = {
    ("bear", "white"): "polar", ("bear", "brown"): "grizzly", ("cat", "orange"): "ginger", ("cat", "yellow"): "sandy",
    ("fox", "orange"): "ginger", ("dog", "yellow"): "golden", ("dog", "brown"): "chestnut", ("mouse", "grey"): "silver",
    ("rabbit", "brown"): "chestnut", ("lion", "yellow"): "golden",
}  # fmt: skip

#: How big a character is; of a thing or a landmark such words mean nothing.
SIZE_WORDS = {
    "small": ("small", "small", "little", "little", "tiny", "baby", "wee", "teeny"),
    "big": ("big", "big", "large", "huge", "giant", "enormous", "great big"),
}
#: Adjectives without a fact.
MOODS = (
    "happy", "cute", "friendly", "brave", "lovely", "sweet", "funny", "cheerful", "young", "adorable", "kind", "clever",
    "silly", "fluffy", "smiling", "proud", "curious", "gentle", "old", "nice", "jolly", "charming",
    "lonely", "single", "pretty",
)  # fmt: skip

WEAR_NOUNS: dict[str, tuple[str, ...]] = {
    "hat": (*["hat"] * 5, "cap", "cap", "beanie", "beret", "bonnet", "woolly hat", "party hat", "top hat", "sun hat"),
    "crown": (*["crown"] * 5, "tiara", "royal crown"),
    "bow": (*["bow"] * 4, "ribbon", "ribbon", "hair bow", "hair ribbon"),
    "scarf": (*["scarf"] * 6, "shawl", "woolly scarf", "neckerchief", "bandana"),
    "cape": (*["cape"] * 4, "cloak", "cloak", "superhero cape", "magic cloak"),
    "tie": (*["tie"] * 4, "necktie", "necktie", "bow tie"),
}
WEARING = (
    "with",
    "with",
    "wearing",
    "wearing",
    "in",
    "dressed in",
    "who has on",
    "who wears",
    "who is wearing",
    "that is wearing",
    "sporting",
)

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
