"""Events of a story that sky and clock tell, as sentences of their own or opening another."""

from __future__ import annotations

from story.storybook.english.conjugate import conjugate
from story.storybook.english.nouns import join, pick
from story.storybook.english.plot import EMPTY, HOURS, OPENERS, SHIFTS, SKIES
from story.storybook.stories.refer import at
from story.storybook.stories.stage import Stage, StoryFrame

WALLED = ("room", "kitchen", "cave")  # where the weather is outside; on the moon there is none


def line(stage: Stage, subject: str, *rest: str) -> str:
    """A sentence, sometimes opened by what time or weather it has become."""
    words = join(subject, *rest)
    if subject == "then":
        return words
    dice = stage.rng.random()
    if dice < 0.06:
        stage.time, opener = pick(stage.rng, SHIFTS[stage.time])
        stage.mention("time")
        return opener + words
    if dice < 0.09 and stage.place != "moon":
        return f"when {_sky(stage)}, {words}"
    return (pick(stage.rng, OPENERS) if dice < 0.24 else "") + words


def _sky(stage: Stage) -> str:
    """The weather changes: "it starts to rain", "it starts to rain outside"."""
    stage.weather, words = pick(stage.rng, SKIES[stage.weather])
    stage.mention("weather")
    return conjugate(words, False, stage.past) + (" outside" if stage.place in WALLED else "")


def weather(stage: Stage, who: int) -> StoryFrame | None:
    """It starts to rain."""
    if stage.place == "moon" or stage.asleep(*stage.on):
        return None
    opener = pick(stage.rng, ("then ", "suddenly, ", "", "", ""))
    return stage.tell(opener + _sky(stage), dict.fromkeys(stage.on, "standing"))


def time(stage: Stage, who: int) -> StoryFrame | None:
    """Night falls; somebody asleep is only woken by the morning."""
    if stage.place == "moon" or (stage.asleep(*stage.on) and stage.time != "night"):
        return None
    stage.time, words = pick(stage.rng, HOURS[stage.time])
    stage.mention("time")
    opener = "" if words.endswith("now") else pick(stage.rng, ("then ", "soon ", "", "", ""))
    return stage.tell(opener + conjugate(words, False, stage.past), dict.fromkeys(stage.on, "standing"))


def leave_empty(stage: Stage, who: int) -> StoryFrame | None:
    """The meadow is empty now."""
    if not stage.on or stage.place not in stage.spots or stage.asleep(*stage.present()):
        return None
    for index in stage.present():
        stage.actors[index].place = ""
    noun = stage.spot(stage.place).noun
    if stage.chance(0.5) and noun not in ("house", "grass", "space"):
        stage.mention("place")
        be = stage.do(
            ("~be empty now", "~be quiet and empty", "~be empty"), plural=noun in ("woods", "dunes", "mountains")
        )
        return stage.tell(f"the {noun} {be}", {})
    where = at(stage) if stage.chance(0.4) else "there"
    return stage.tell(join(stage.do(EMPTY), where), {})
