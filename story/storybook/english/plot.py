"""The English words that only stories are told with, verbs marked "~" for `conjugate`.

Every entry means exactly the fact it is listed under, so any of them may be picked blindly; one listed twice is picked
twice as often. "{}" is a thing or somebody.
"""

from __future__ import annotations

#: What one character does of its own.
DOINGS: dict[str, tuple[str, ...]] = {
    "standing": ("~stand still", "~stop and ~look around", "~wait", "~look around", "~stand there quietly",
                 "~stand very still"),
    "walking": ("~go for a walk", "~walk around", "~stroll around", "~take a walk", "~wander around", "~tiptoe around",
                "~take a stroll", "~walk slowly", "~march up and down"),
    "running": ("~run around", "~start to run", "~run in circles", "~race around", "~run as fast as possible",
                "~go for a run", "~run very fast", "~dash around"),
    "sitting": ("~sit down", "~sit down", "~sit on the ground", "~rest on the ground", "~take a seat", "~sit quietly",
                "~sit down to rest", "~sit for a while"),
    "sleeping": ("~fall asleep", "~sleep", "~sleep", "~take a nap", "~lie down to sleep", "~doze off", "~go to sleep",
                 "~fall fast asleep", "~curl up and ~sleep", "~begin to snore"),
    "jumping": ("~jump up and down", "~jump for joy", "~hop around", "~leap into the air", "~bounce up and down",
                "~jump very high", "~start to jump", "~hop happily"),
    "waving": ("~wave", "~wave hello", "~wave happily", "~start to wave", "~wave to everyone",
               "~raise a hand and ~wave"),
    "dancing": ("~dance", "~start to dance", "~dance around", "~twirl around", "~do a little dance", "~spin and ~dance",
                "~dance happily", "~begin to dance"),
    "crying": ("~cry", "~start to cry", "~weep", "~burst into tears", "~sob", "~begin to cry", "~cry a little",
               "~be very sad and ~cry"),
    "cheering": ("~cheer", "~cheer loudly", "~celebrate", "~shout hooray", "~cheer with joy", "~begin to cheer",
                 "~clap and ~cheer"),
    "reading": ("~read", "~read a story", "~read a book", "~begin to read", "~read quietly", "~sit still and ~read",
                "~read for a while"),
    "eating": ("~eat", "~have a snack", "~eat lunch", "~eat something", "~have something to eat", "~munch happily",
               "~nibble a snack", "~start to eat"),
    "singing": ("~sing", "~sing a song", "~hum a tune", "~start to sing", "~sing loudly", "~sing a happy song",
                "~begin to sing"),
    "pointing": ("~point at something", "~point ahead", "~show the way", "~point at the sky",
                 "~point into the distance",
                 "~point far away", "~stop and ~point"),
}  # fmt: skip
#: What only a group does.
TOGETHER: dict[str, tuple[str, ...]] = {
    "hugging": ("~hug", "~hug each other", "~hug each other", "~share a hug", "~cuddle", "~have a big hug", "~embrace"),
    "talking": ("~talk", "~talk to each other", "~have a chat", "~chat", "~tell each other stories",
                "~talk for a while",
                "~have a long talk", "~whisper to each other", "~begin to talk"),
    "waving": ("~wave to each other", "~wave", "~wave together"),
    "dancing": ("~dance together", "~dance together", "~dance", "~dance in a circle", "~start to dance"),
    "running": ("~run around together", "~run after each other", "~chase each other", "~have a race",
                "~race each other"),
    "singing": ("~sing together", "~sing a song together", "~sing", "~sing a song"),
    "jumping": ("~jump up and down together", "~jump for joy", "~hop around together"),
    "eating": ("~eat together", "~have a picnic", "~share a snack", "~eat lunch together"),
    "sitting": ("~sit down together", "~sit down", "~sit side by side", "~rest on the ground"),
    "reading": ("~read together", "~read a story together", "~read a book together"),
    "walking": ("~go for a walk together", "~take a walk", "~stroll around together"),
    "cheering": ("~cheer together", "~cheer", "~celebrate together", "~shout hooray"),
}  # fmt: skip
#: What one does towards another, who does the same.
MUTUAL: dict[str, tuple[str, ...]] = {
    "hugging": ("~hug {}", "~hug {}", "~give {} a hug", "~cuddle {}", "~embrace {}", "~give {} a big hug"),
    "talking": ("~talk to {}", "~talk with {}", "~chat with {}", "~whisper to {}", "~speak to {}",
                "~have a chat with {}"),
    "dancing": ("~dance with {}", "~dance together with {}"),
    "running": ("~run after {}", "~chase {}", "~race against {}", "~run around with {}"),
    "walking": ("~follow {}", "~walk after {}", "~go for a walk with {}"),
    "sitting": ("~sit down with {}", "~sit next to {}"),
}  # fmt: skip
#: What one does towards another, who only stands there.
TOWARDS: dict[str, tuple[str, ...]] = {
    "waving": ("~wave to {}", "~wave at {}", "~wave to {}"),
    "pointing": ("~point at {}", "~point to {}"),
    "singing": ("~sing for {}", "~sing {} a song", "~sing a song for {}"),
    "dancing": ("~dance for {}",),
    "reading": ("~read to {}", "~read a story to {}"),
    "cheering": ("~cheer for {}",),
    "standing": ("~look at {}", "~smile at {}", "~thank {}", "~stand next to {}"),
}  # fmt: skip

#: How one goes somewhere. Going is walking, unless a word says how.
GOING: tuple[tuple[str, str], ...] = (
    *[("~walk", "walking")] * 5, *[("~go", "walking")] * 5, ("~stroll", "walking"), ("~wander", "walking"),
    ("~march", "walking"), ("~head", "walking"), ("~move on", "walking"), *[("~run", "running")] * 3,
    ("~race", "running"),
    ("~hurry", "running"), ("~dash", "running"), ("~hop", "jumping"), ("~dance", "dancing"),
)  # fmt: skip
FLYING: tuple[tuple[str, str], ...] = (("~fly", "walking"), ("~travel", "walking"), ("~go", "walking"))
CARRYING: tuple[tuple[str, str], ...] = (
    *[("~carry {} {}", "walking")] * 4, *[("~take {} {}", "walking")] * 3, ("~bring {} {}", "walking"),
)  # fmt: skip
CARRYING_LATE: tuple[tuple[str, str], ...] = (
    ("~walk {} with {}", "walking"), ("~go {} with {}", "walking"), ("~run {} with {}", "running"),
)  # fmt: skip
LEAVING_BEHIND = (
    "~leave {} behind and ~go", "~leave {} behind and ~walk", "~leave {} there and ~go", "~leave {} there and ~walk",
    "~forget {} and ~walk",
)  # fmt: skip
FETCHING: tuple[tuple[str, str], ...] = (
    ("~go back for {}", "walking"), ("~run back to get {}", "running"), ("~go back to {}", "walking"),
    ("~return to {}", "walking"), ("~run back to {}", "running"), ("~walk back to get {}", "walking"),
)  # fmt: skip
AGAIN = ("and ~find {} again", "and ~see {} again", "and {} ~be still there")
STILL_THERE = ("{} ~be still there", "{} ~lie there", "{} still ~lie on the ground")

FINDING = ("~find {}", "~find {}", "~find {}", "~see {}", "~discover {}", "~spot {}", "~notice {}", "~come across {}")
THERE_IS = ("there ~be {} on the ground", "{} ~lie on the ground", "there ~be {}", "there ~lie {}")
GETTING = ("~get {}", "~take out {}", "~bring {}", "~have {}", "~hold up {}")
#: How something comes into a hand at a place, or anywhere ("").
GETTING_AT: dict[tuple[str, str], tuple[str, ...]] = {
    ("flower", "meadow"): ("~pick {}",), ("flower", "garden"): ("~pick {}",), ("apple", "garden"): ("~pick {}",),
    ("fish", "lake"): ("~catch {}",), ("fish", "beach"): ("~catch {}",), ("mushroom", "forest"): ("~pick {}",),
    ("cake", "kitchen"): ("~bake {}", "~make {}"), ("carrot", "garden"): ("~pull up {}",),
    ("pumpkin", "farm"): ("~pick {}",), ("apple", "farm"): ("~pick {}",), ("carrot", "farm"): ("~pull up {}",),
    ("balloon", "town"): ("~buy {}",), ("present", "town"): ("~buy {}",), ("shell", "beach"): ("~pick up {}",),
    ("star", "moon"): ("~catch {}",),
}  # fmt: skip
PICKING_UP = ("~pick up {}", "~pick up {}", "~pick {} up", "~take {}", "~grab {}", "~get {}", "~lift {} up")
PUTTING_DOWN = ("~put {} down", "~put {} on the ground", "~lay {} on the ground", "~set {} down", "~drop {}")
LOSING = ("~lose {}", "~throw {} away")
FLYING_AWAY = ("~let go of {}, and it ~fly away",)
EATING = ("~eat {}", "~eat {}", "~eat {} up", "~munch {}")
#: What a thing is held for.
USES: dict[str, tuple[str, ...]] = {
    "lantern": ("~light {}", "~hold {} up"), "ball": ("~play with {}", "~bounce {}"), "balloon": ("~hold {} tight",),
    "book": ("~open {}",), "flower": ("~smell {}",), "umbrella": ("~open {}", "~hold {} up"),
    "kite": ("~fly {}",), "cup": ("~drink from {}",), "drum": ("~play {}", "~beat {}"), "guitar": ("~play {}",),
    "key": ("~hold {} up",), "letter": ("~open {}",), "star": ("~hold {} up",), "shell": ("~listen to {}",),
    "teddy": ("~play with {}", "~hold {} tight"), "candle": ("~light {}",), "bucket": ("~fill {}",),
    "present": ("~shake {}",), "leaf": ("~hold {} up",),
}  # fmt: skip
GIVING = (
    "~give {item} to {to}",
    "~give {item} to {to}",
    "~hand {item} to {to}",
    "~pass {item} to {to}",
    "~bring {item} to {to}",
)
GIVING_TO = ("~give {to} {item}", "~hand {to} {item}", "~lend {to} {item}")
TAKING = ("~take {item} from {to}", "~get {item} from {to}")
SHOWING = ("~show {item} to {to}", "~look at {item} with {to}")

LEAVING = ("~go home", "~go home", "~leave", "~go away", "~have to go home", "~say goodbye and ~leave", "~walk away")
LEAVING_ALONE = ("~leave", "~go away", "~walk away")
RETURNING = ("~come back", "~return", "~come back", "~be back", "~come back again")
ARRIVING: tuple[tuple[str, str], ...] = (
    ("~come along", "walking"), ("~arrive", "walking"), ("~come by", "walking"), ("~come running", "running"),
)  # fmt: skip
APPROACHING: tuple[tuple[str, str], ...] = (
    ("~walk up to {}", "walking"), ("~run up to {}", "running"), ("~come to {}", "walking"), ("~join {}", "standing"),
    ("~join {}", "standing"), ("~visit {}", "standing"), ("~meet {}", "standing"), ("~greet {}", "standing"),
)  # fmt: skip
JOINING = ("~join {}", "~join {}", "~visit {}", "~meet {} again", "~find {}")

OPENERS = (
    "then ",
    "soon ",
    "later, ",
    "after a while, ",
    "now ",
    "after that, ",
    "suddenly, ",
    "a little later, ",
    "next, ",
)
#: What time it may become, told before a sentence or as one.
SHIFTS: dict[str, tuple[tuple[str, str], ...]] = {
    "day": (("sunset", "in the evening, "), ("sunset", "at sunset, "), ("sunset", "at dusk, "), ("night", "at night, "),
            ("night", "that night, ")),
    "sunset": (("night", "at night, "), ("night", "that night, "), ("night", "later that night, ")),
    "night": (("day", "the next morning, "), ("day", "in the morning, "), ("day", "the next day, ")),
}  # fmt: skip
HOURS: dict[str, tuple[tuple[str, str], ...]] = {
    "day": (("sunset", "evening ~come"), ("sunset", "the sun ~begin to set"), ("sunset", "it ~be evening now"),
            ("sunset", "the sun ~go down"), ("night", "night ~fall"), ("night", "it ~get dark"),
            ("night", "night ~come")),
    "sunset": (("night", "night ~fall"), ("night", "it ~get dark"), ("night", "it ~be night now"),
               ("night", "the last light ~fade")),
    "night": (("day", "the sun ~come up"), ("day", "the sun ~rise"), ("day", "morning ~come"),
              ("day", "a new day ~begin"), ("day", "it ~get light again")),
}  # fmt: skip
SKIES: dict[str, tuple[tuple[str, str], ...]] = {
    "clear": (("rain", "it ~start to rain"), ("rain", "it ~begin to rain"), ("rain", "rain ~start to fall"),
              ("rain", "it ~rain"), ("snow", "it ~start to snow"), ("snow", "it ~begin to snow"),
              ("snow", "snow ~begin to fall"), ("snow", "it ~snow")),
    "rain": (("clear", "the rain ~stop"), ("clear", "it ~stop raining"), ("clear", "the rain ~be over"),
             ("snow", "the rain ~turn into snow")),
    "snow": (("clear", "the snow ~stop"), ("clear", "it ~stop snowing"), ("rain", "the snow ~turn into rain")),
}  # fmt: skip

PUTTING_ON = ("~put on {}", "~put on {}", "~find {} and ~put it on", "~get {} and ~wear it", "~try on {}")
TAKING_OFF = ("~take off {}", "~take off {}", "~take {} off", "~lose {}")
SWAPPING = ("~take off {old} and ~put on {new}", "~swap {old} for {new}", "~change {old} for {new}")
GIVING_CLOTHES = ("~give {item} to {to}", "~put {item} on {to}", "~lend {item} to {to}")
EMPTY = ("now nobody ~be", "then nobody ~be", "now no one ~be", "soon nobody ~be")
