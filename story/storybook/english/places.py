"""The English words for places and for landmarks.

Every entry means exactly the fact it is listed under, so any of them may be picked blindly.
"""

from __future__ import annotations

from typing import NamedTuple


class Spot(NamedTuple):
    """One way to speak of a place: its noun, where one is in it, how one gets to it."""

    noun: str
    at: tuple[str, ...]
    to: tuple[str, ...]


SPOTS: dict[str, tuple[Spot, ...]] = {
    "meadow": (
        Spot("meadow", ("in the meadow", "in a meadow", "on the meadow"), ("to the meadow", "into the meadow")),
        Spot("field", ("in the field", "in a field", "in a green field"), ("to the field", "into the field")),
        Spot("park", ("in the park", "in a park", "at the park"), ("to the park",)),
        Spot("grass", ("on the grass", "in the grass", "in the tall grass"), ("to a patch of grass",)),
        Spot("lawn", ("on the lawn",), ("to the lawn",)),
    ),
    "forest": (
        Spot("forest", ("in the forest", "in a forest", "deep in the forest"), ("into the forest", "to the forest")),
        Spot("woods", ("in the woods", "deep in the woods"), ("into the woods", "to the woods")),
        Spot("woodland", ("in the woodland",), ("into the woodland",)),
        Spot("jungle", ("in the jungle", "in a jungle"), ("into the jungle",)),
    ),
    "hill": (
        Spot("hill", ("on the hill", "on a hill", "on top of the hill"), ("up the hill", "up the hill", "up a hill")),
        Spot("hillside", ("on the hillside", "on a hillside"), ("to the hillside",)),
        Spot("hilltop", ("on the hilltop", "on a hilltop"), ("to the hilltop",)),
    ),
    "beach": (
        Spot("beach", ("on the beach", "at the beach", "on a beach"), ("to the beach", "down to the beach")),
        Spot("shore", ("on the shore", "by the sea", "on the sand"), ("to the shore", "down to the sea")),
        Spot("seaside", ("at the seaside", "by the ocean"), ("to the seaside",)),
        Spot("coast", ("on the coast",), ("to the coast",)),
    ),
    "town": (
        Spot("town", ("in the town", "in town", "in a small town"), ("to the town", "into town")),
        Spot("city", ("in the city", "in a big city"), ("to the city", "into the city")),
        Spot("village", ("in the village", "in a village"), ("to the village", "into the village")),
        Spot("street", ("on the street", "in the street", "in the streets"), ("to the street",)),
        Spot("market square", ("on the market square", "at the market"), ("to the market", "to the market square")),
    ),
    "room": (
        Spot("room", ("in the room", "in a room"), ("into the room", "into a room")),
        Spot("bedroom", ("in the bedroom", "in a bedroom"), ("to the bedroom", "into the bedroom")),
        Spot("living room", ("in the living room",), ("to the living room", "into the living room")),
        Spot("house", ("at home", "in the house", "inside the house", "indoors"), ("home", "into the house")),
    ),
    "lake": (
        Spot("lake", ("by the lake", "at the lake", "by a lake"), ("to the lake", "down to the lake")),
        Spot("pond", ("by the pond", "at the pond", "by a pond"), ("to the pond", "to a pond")),
        Spot("river bank", ("on the river bank", "by the river", "by a river"), ("to the river", "down to the river")),
        Spot("lakeside", ("at the lakeside", "by the water"), ("to the lakeside",)),
    ),
    "desert": (
        Spot("desert", ("in the desert", "in a desert"), ("into the desert", "to the desert")),
        Spot("dunes", ("in the dunes", "among the sand dunes"), ("to the dunes", "into the sand dunes")),
    ),
    "garden": (
        Spot("garden", ("in the garden", "in a garden", "in a flower garden"), ("into the garden", "to the garden")),
        Spot("backyard", ("in the backyard", "in the yard"), ("into the backyard",)),
        Spot("vegetable garden", ("in the vegetable garden",), ("to the vegetable garden",)),
    ),
    "farm": (
        Spot("farm", ("on the farm", "on a farm", "at the farm"), ("to the farm", "to a farm")),
        Spot("farmyard", ("in the farmyard", "in the barnyard"), ("to the farmyard", "into the barnyard")),
        Spot("barn", ("by the barn", "in front of the barn"), ("to the barn",)),
    ),
    "castle": (
        Spot("castle", ("at the castle", "in front of a castle", "by the castle"), ("to the castle", "to a castle")),
        Spot("palace", ("at the palace", "in front of the palace"), ("to the palace",)),
        Spot("fortress", ("by the fortress",), ("to the fortress",)),
    ),
    "cave": (
        Spot("cave", ("in the cave", "in a cave", "inside a cave"), ("into the cave", "into a cave")),
        Spot("cavern", ("in the cavern", "in a cavern"), ("into the cavern",)),
    ),
    "mountain": (
        Spot("mountain", ("on the mountain", "on a mountain", "on top of a mountain"), ("up the mountain",)),
        Spot("mountains", ("in the mountains", "high in the mountains"), ("into the mountains", "to the mountains")),
        Spot("mountain peak", ("on the mountain peak",), ("up to the mountain peak",)),
    ),
    "playground": (
        Spot("playground", ("on the playground", "at the playground", "in a playground"), ("to the playground",)),
        Spot("schoolyard", ("in the schoolyard", "by the swings", "by the slide"), ("to the swings",)),
    ),
    "kitchen": (
        Spot("kitchen", ("in the kitchen", "in a kitchen"), ("into the kitchen", "to the kitchen")),
        Spot("cosy kitchen", ("in the cosy kitchen", "at the kitchen stove"), ("into the cosy kitchen",)),
    ),
    "moon": (
        Spot("moon", ("on the moon", "on the moon", "on the surface of the moon"), ("to the moon",)),
        Spot("planet", ("in space", "in outer space", "on another planet", "on a strange planet"), ("into space",)),
    ),
}  # fmt: skip
STROLLS: dict[str, tuple[str, ...]] = {
    "meadow": ("across the meadow", "through the grass", "through the field", "through the park"),
    "forest": ("through the forest", "through the woods"),
    "hill": ("up the hill", "down the hill", "over the hill"),
    "beach": ("along the beach", "along the shore", "along the sea"),
    "town": ("through the town", "down the street", "along the street", "through the city"),
    "room": ("around the room", "around the house"),
    "lake": ("around the lake", "along the lake", "along the river"),
    "desert": ("through the desert", "across the dunes", "across the desert"),
    "garden": ("through the garden", "around the garden"),
    "farm": ("across the farm", "around the farmyard"),
    "castle": ("around the castle", "past the castle", "towards the castle"),
    "cave": ("through the cave", "into the cave"),
    "mountain": ("up the mountain", "down the mountain", "over the mountains"),
    "playground": ("across the playground", "around the playground"),
    "kitchen": ("around the kitchen", "through the kitchen"),
    "moon": ("across the moon", "over the moon", "through space"),
}
PLACE_TAGS: dict[str, tuple[str, ...]] = {
    "meadow": ("meadow", "green field", "park", "grass", "flowery meadow"),
    "forest": ("forest", "woods", "woodland", "jungle", "forest background"),
    "hill": ("hill", "hillside", "green hills", "hilltop"),
    "beach": ("beach", "seaside", "seashore", "ocean", "by the sea", "sandy beach"),
    "town": ("town", "city", "street", "village", "city background"),
    "room": ("room", "bedroom", "indoors", "inside the house", "living room", "at home"),
    "lake": ("lake", "pond", "river bank", "riverside", "lakeside"),
    "desert": ("desert", "dunes", "sand dunes", "sandy desert"),
    "garden": ("garden", "backyard", "garden background"),
    "farm": ("farm", "farmyard", "barnyard", "barn"),
    "castle": ("castle", "palace", "castle in the background", "fairy tale castle"),
    "cave": ("cave", "cavern", "inside a cave", "rocky cave"),
    "mountain": ("mountain", "mountains", "mountain top", "mountain peak"),
    "playground": ("playground", "swings and slide", "schoolyard"),
    "kitchen": ("kitchen", "in the kitchen", "cosy kitchen"),
    "moon": ("moon", "on the moon", "outer space", "space", "moon surface"),
}

LANDMARKS: dict[str, tuple[str, ...]] = {
    "tree": (
        "under a tree", "under a tree", "under a big tree", "by a tree", "near an old tree", "next to a tall tree",
        "beneath a tree", "in the shade of a tree", "under an oak", "beside a tree", "under an oak tree",
    ),
    "house": (
        "in front of a house", "near a little house", "by a cottage", "next to a small house", "near a house",
        "outside a house", "by a hut", "in front of a cabin", "in front of a cottage",
    ),
    "tent": (
        "in front of a tent", "next to a tent", "by a tent", "near a tent", "beside a small tent", "at a tent",
        "in a tent",
    ),
    "bench": (
        "next to a bench", "by a bench", "in front of a bench", "near a wooden bench", "beside a bench", "on a bench",
    ),
}  # fmt: skip
#: Only for who sits, or sleeps.
ON_LANDMARK = {
    "sitting": {"bench": ("on a bench", "on a wooden bench", "on a bench"), "tree": ("under a tree",)},
    "sleeping": {"bench": ("on a bench",), "tent": ("in a tent", "in a tent")},
}
KNOWN_LANDMARKS: dict[str, tuple[str, ...]] = {
    "tree": ("under the tree", "by the tree", "beneath the tree"), "house": ("in front of the house", "by the house"),
    "tent": ("in front of the tent", "by the tent"), "bench": ("next to the bench", "by the bench"),
}  # fmt: skip
LANDMARK_TAGS: dict[str, tuple[str, ...]] = {
    "tree": ("under a tree", "a big tree", "tree", "under a tall tree", "oak tree", "a tree in the background"),
    "house": ("in front of a house", "near a cottage", "little house", "a house nearby", "a house in the background"),
    "tent": ("in front of a tent", "tent", "a tent", "camping tent", "a tent behind", "with a tent"),
    "bench": ("next to a bench", "bench", "a bench", "wooden bench", "old bench", "with a bench"),
}  # fmt: skip
#: As a thing that is there: "with an old tree".
LANDMARK_NOUNS: dict[str, tuple[str, ...]] = {
    "tree": ("tree", "big tree", "old tree", "oak tree"), "house": ("house", "little house", "cottage", "hut"),
    "tent": ("tent", "camping tent"), "bench": ("bench", "wooden bench"),
}  # fmt: skip
