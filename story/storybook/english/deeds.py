"""The English words for what characters do.

Every entry means exactly the action it is listed under, so any of them may be picked blindly; one listed twice is
picked twice as often.
"""

from __future__ import annotations

from story.storybook.english.inflect import Verb, verb, verbs

#: How an action is told of one, or of all of a group; those of `PAIR_ACTIONS` only of a group.
VERBS: dict[str, tuple[Verb, ...]] = {
    "standing": verbs("stand", "stand", "stand", "stand still", "look around", "wait", "stand around",
                      "smile", "pose", "stand there"),
    "walking": verbs("walk", "walk", "walk", "walk", "stroll", "wander", "walk around", "go for a walk", "march",
                     "take a walk", "wander around", "take a stroll", "tiptoe"),
    "running": verbs("run", "run", "run", "run", "race", "dash", "jog", "sprint", "run around", "run fast", "rush",
                     "hurry", "run away"),
    "sitting": verbs("sit", "sit", "sit", "sit down", "rest on the ground", "sit on the ground", "are seated",
                     "sit quietly", "sit still"),
    "sleeping": verbs("sleep", "sleep", "sleep", "nap", "doze", "take a nap", "are asleep", "snooze", "snore",
                      "are fast asleep", "slumber", "sleep soundly", "dream", "have a nap"),
    "jumping": verbs("jump", "jump", "jump", "hop", "leap", "bounce", "jump up and down", "jump high", "hop around",
                     "jump for joy", "leap into the air", "jump in the air"),
    "waving": verbs("wave", "wave", "wave", "say hello", "wave hello", "wave goodbye", "say hi", "say goodbye",
                    "wave at us", "greet us", "wave at you"),
    "dancing": verbs("dance", "dance", "dance", "dance", "twirl", "dance around", "do a dance", "boogie", "waltz",
                     "dance happily", "dance to music"),
    "crying": verbs("cry", "cry", "cry", "cry", "weep", "sob", "are in tears", "shed tears", "bawl", "are sad",
                    "cry sadly"),
    "cheering": verbs("cheer", "cheer", "cheer", "celebrate", "shout hooray", "cheer loudly", "rejoice",
                      "cheer with joy", "shout with joy", "throw a party"),
    "reading": verbs("read", "read", "read a book", "read a book", "read a story", "read quietly", "study",
                     "read a fairy tale", "look at a picture book", "read a newspaper"),
    "eating": verbs("eat", "eat", "eat", "have lunch", "munch", "nibble", "have a snack", "eat something",
                    "have dinner", "have breakfast", "eat lunch", "have a meal", "eat a snack",
                    "have a picnic"),
    "singing": verbs("sing", "sing", "sing", "sing", "sing a song", "hum", "sing loudly", "sing songs", "hum a tune"),
    "pointing": verbs("point", "point", "point", "point at something", "point ahead", "point up", "show the way",
                      "point the way", "point at the sky", "point into the distance"),
    "hugging": verbs("hug", "hug", "hug each other", "hug each other", "cuddle", "embrace", "share a hug",
                     "hug one another", "have a hug", "cuddle up together"),
    "talking": verbs("talk", "talk", "chat", "talk to each other", "talk to each other", "have a chat", "speak",
                     "gossip", "whisper", "tell each other stories", "talk together", "have a conversation"),
}  # fmt: skip
#: Verbs for walking where there is room for it.
HIKES = (*VERBS["walking"], verb("hike"), verb("go hiking"), verb("trot"))
#: Verbs for walking where there is little.
INDOORS = verbs("walk", "walk", "walk around")
#: Told of one towards another; both do it.
MUTUAL = {
    "hugging": verbs("hug", "hug", "hug", "cuddle", "embrace", "give a hug to"),
    "talking": verbs("talk to", "talk to", "talk with", "chat with", "speak to", "whisper to", "speak with"),
}
#: Told between two who only stand there.
MEETING = ("meets", "is with", "stands next to", "looks at", "visits", "waits for", "is standing with")
#: Told of one towards another, who does something else.
TOWARDS = {
    "waving": verbs("wave at", "wave at", "wave to", "say hello to", "greet", "wave goodbye to"),
    "pointing": verbs("point at", "point at", "point to"),
    "singing": verbs("sing for", "sing to", "sing a song for"),
    "dancing": verbs("dance for",),
    "reading": verbs("read to", "read a story to"),
    "cheering": verbs("cheer for",),
}  # fmt: skip
#: An action as an adjective: "a sleeping fox". A fox without one stands.
MODIFIERS: dict[str, tuple[str, ...]] = {
    action: tuple(each.ing for each in table if " " not in each.ing) for action, table in VERBS.items()
} | {
    "standing": ("", "", "", "standing", "waiting"),
    "crying": ("crying", "crying", "weeping", "sobbing", "sad", "tearful"),
    "sitting": ("sitting", "sitting", "seated"),
    "sleeping": ("sleeping", "sleeping", "sleepy", "napping", "dozing", "snoozing", "snoring"),
}
