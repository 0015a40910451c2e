"""The English words for the time of day and the weather.

Every entry means exactly the fact it is listed under, so any of them may be picked blindly.
"""

from __future__ import annotations

TIMES: dict[str, tuple[str, ...]] = {
    "day": ("in the daytime", "during the day", "by day", "in the morning", "in the afternoon", "at noon",
            "in daylight", "around noon"),
    "sunset": ("at sunset", "at sunset", "at dusk", "in the evening", "in the evening", "at sundown", "at twilight",
               "as the sun sets", "while the sun is setting", "at dawn", "at sunrise"),
    "night": ("at night", "at night", "at night", "in the night", "at nighttime", "by night", "at midnight",
              "under the stars", "in the moonlight", "in the dark", "under a starry sky", "after dark",
              "in the middle of the night", "late at night"),
}  # fmt: skip
WEATHERS: dict[str, tuple[str, ...]] = {
    "rain": ("in the rain", "in the rain", "in the rain", "in rainy weather", "while it rains", "in the pouring rain",
             "while it is raining", "in a storm", "in heavy rain", "as rain falls", "in the drizzle"),
    "snow": ("in the snow", "in the snow", "in the snow", "in the falling snow", "while it snows", "in winter",
             "while it is snowing", "in a snowstorm", "in snowy weather", "as snow falls", "with snow falling"),
}  # fmt: skip
#: Weather that is told of a sheltered place, where it is not seen and means nothing.
OUTSIDE = ("while it rains outside", "while it snows outside", "with rain outside", "while it is raining outside")
#: A day told by its weather and time at once, to follow "a" or "one".
DAYS: dict[tuple[str, str], tuple[str, ...]] = {
    ("day", "clear"): ("sunny day", "fine day", "bright day", "sunny morning", "sunny afternoon", "summer day"),
    ("day", "rain"): ("rainy day", "wet day", "rainy morning", "stormy day", "rainy afternoon"),
    ("day", "snow"): ("snowy day", "snowy morning", "winter day", "snowy afternoon"),
    ("sunset", "clear"): ("clear evening", "fine evening", "summer evening"),
    ("sunset", "rain"): ("rainy evening", "wet evening", "stormy evening"),
    ("sunset", "snow"): ("snowy evening", "winter evening"),
    ("night", "clear"): ("clear night", "starry night", "summer night", "moonlit night"),
    ("night", "rain"): ("rainy night", "wet night", "stormy night"),
    ("night", "snow"): ("snowy night", "winter night"),
}  # fmt: skip
#: Time or weather told of the place.
PLACE_ADJECTIVES = {
    "day": ("sunny", "sunlit", "bright"), "sunset": ("twilit", "evening"), "night": ("dark", "moonlit", "starlit"),
    "rain": ("rainy", "wet", "stormy"), "snow": ("snowy", "snow covered", "wintry"),
}  # fmt: skip
TIME_TAGS: dict[str, tuple[str, ...]] = {
    "day": ("daytime", "day", "daylight", "morning", "noon"),
    "sunset": ("sunset", "sunset", "dusk", "evening", "golden hour", "twilight", "sunrise", "dawn"),
    "night": ("night", "night", "nighttime", "starry sky", "midnight", "night sky", "moonlight", "dark"),
}
WEATHER_TAGS: dict[str, tuple[str, ...]] = {
    "clear": ("clear sky", "clear weather", "nice weather"),
    "rain": ("rain", "raining", "rainy", "rainy weather", "heavy rain", "storm", "bad weather"),
    "snow": ("snow", "snowing", "snowy", "snowfall", "winter", "snowflakes"),
}
TIME_FACTS: dict[str, tuple[str, ...]] = {
    "day": ("It is daytime.", "It is day.", "It is morning."),
    "night": ("It is night.", "It is dark.", "It is nighttime.", "It is late at night.", "The stars are out."),
    "sunset": ("The sun is setting.", "It is evening.", "It is sunset.", "The sun goes down."),
}
WEATHER_FACTS: dict[str, tuple[str, ...]] = {
    "clear": ("The sky is clear.", "The weather is fine."),
    "rain": ("It is raining.", "It rains.", "It is rainy.", "Rain is falling.", "It is pouring."),
    "snow": ("It is snowing.", "It snows.", "Snow is falling.", "It is winter.", "Snowflakes are falling."),
}
