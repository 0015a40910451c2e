"""Random stories: each sentence with the truth of its frame.

Given the sentences up to now, a careful reader can infer every fact of a frame by these rules:

  - Place, time, weather and landmark continue until told otherwise; a new place has no landmark until one is told.
    Before the first sentence it is a clear day in the meadow.
  - Colour and accessory are those last told; untold at the first mention they are the `NATURAL_COLOUR` and none.
  - The last action told of a character in a sentence counts. Going or coming back and carrying something somewhere are
    walking; whatever is no action (finding, meeting, joining, visiting, giving, waking up, ...) is standing.
  - A sentence that refers to characters shows exactly those; "they", "both", "the two friends" are both. A sentence
    about weather or time keeps those on stage, who now stand. "Nobody is there" shows nobody.
  - The one introduced first stands on the left whenever both are on stage.
  - A found thing lies on the ground; who picks it up or carries it holds it and keeps it, on stage or off, until it is
    put down, given away, lost or left behind. Who sleeps has laid it on the ground. What lies on the ground is gone
    once the story moves to another place.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from story.storybook import pair_events as pair
from story.storybook import solo_events as solo
from story.storybook.nouns import pick
from story.storybook.opening import cast_story, open_story
from story.storybook.sample import check_split
from story.storybook.stage import Stage, Told

Event = Callable[[Stage, int], Told | None]

#: What may happen next, each event as often as it is likely; an event that cannot happen now tells nothing.
EVENTS: tuple[Event, ...] = (
    *[solo.go] * 6,
    *[solo.act] * 7,
    *[solo.find] * 4,
    *[solo.pick_up] * 10,
    *[solo.part] * 2,
    *[solo.wear] * 2,
    *[solo.wake] * 8,
    *[solo.weather] * 2,
    *[solo.time] * 2,
    *[solo.meet] * 16,
    *[pair.both_act] * 10,
    *[pair.both_go] * 6,
    *[pair.give] * 16,
    *[pair.greet] * 4,
    *[pair.split] * 5,
    *[pair.join_in] * 10,
    *[pair.meanwhile] * 2,
    *[solo.leave_empty] * 1,
)


def _lead(stage: Stage) -> int:
    """Who the next sentence is about: somebody at the place of the story, mostly the one who was on stage."""
    if len(stage.on) == 1 and not (stage.together() and stage.chance(0.25)):
        return stage.on[0]
    return (
        int(stage.rng.random() * 2)
        if stage.together()
        else next(index for index, actor in enumerate(stage.actors) if actor.place == stage.place)
    )


def sample_story(rng: Random, *, sentences: int = 4, split: str = "train") -> tuple[Told, ...]:
    """A random story; under "held_out" its first character is a held-out composition."""
    check_split(split)
    stage = cast_story(rng, split)
    told, last = [open_story(stage)], None
    while len(told) < sentences:
        event = pick(rng, EVENTS)
        if event is last:
            continue
        frame = event(stage, _lead(stage)) if stage.on else solo.come_back(stage, _lead(stage))
        if frame is not None:
            told.append(frame)
            last = event
    return tuple(told)
