"""Random stories: each sentence with the truth of its frame.

Given the sentences up to now, a careful reader can infer every fact of a frame by these rules:

The stage
  - Place, time, weather and landmark continue until told otherwise; another place has no landmark until one is told.
    Before the first sentence it is a clear day in the meadow. Indoors, in a cave and on the moon there is no weather;
    the one outdoors goes on.
  - A sentence that refers to characters shows exactly those; "they", "both", "all three", "everyone" are all of them.
    A sentence that refers to nobody keeps those on stage, who now stand. "Nobody is there" shows nobody.
  - Who speaks (words in quotation marks), arrives, comes along or comes back joins those on stage, and so does who is
    called by name. Who leaves, goes away or goes home while others are on stage is gone, and those others are shown;
    "meanwhile" somebody who went home is there.
  - Those introduced first stand further to the left.
Characters
  - Look and clothes are those last told; untold at the first mention they are the `NATURAL_COLOUR`, the normal size and
    nothing. What is put on replaces what was there; clothes that are given are worn by who gets them.
  - The last action told of a character in a sentence counts. Going, coming and carrying something somewhere are
    walking, or running if told so; following and chasing, hugging and talking to are done by both. Who says something
    is talking if somebody else is there. Whatever is no action (finding, meeting, giving, waking up, ...) is standing.
The thing
  - A found thing lies on the ground. Who picks it up, gets, brings, uses, eats or carries it holds it and keeps it, on
    stage or off, until it is put down, given away, eaten, lost or left. Who sleeps, hugs or reads has laid it down.
  - What lies on the ground stays where it is and is seen again when the story comes back there; "going back for it" is
    going there. What is eaten is seen for the last time.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from generation.storybook.tokenizer import MAX_TOKENS, split_words
from story.storybook.english.nouns import pick
from story.storybook.sampling import check_split, split_of
from story.storybook.stories import clothes_events as clothes
from story.storybook.stories import meeting_events as meeting
from story.storybook.stories import pair_events as pair
from story.storybook.stories import prop_events as props
from story.storybook.stories import sayings as speech
from story.storybook.stories import sky_events as sky
from story.storybook.stories import solo_events as solo
from story.storybook.stories.opening import cast_story, open_story
from story.storybook.stories.stage import Stage, StoryFrame

Event = Callable[[Stage, int], StoryFrame | None]

#: What may happen next, and how likely; an event that cannot happen now tells nothing.
EVENTS: dict[Event, int] = {
    solo.act: 17, solo.go: 12, solo.wake: 14, solo.sleep_on: 2,
    props.find: 15, props.there_is: 4, props.pick_up: 16, props.use: 8, props.put_down: 6, props.hold: 3,
    props.give: 18, props.show: 4, props.fetch: 34, props.still_there: 6,
    clothes.put_on: 5, clothes.take_off: 4, clothes.give_clothes: 4,
    pair.all_act: 20, pair.all_go: 14, pair.mutual: 8, pair.towards: 6, pair.each: 8, pair.wake_up: 8,
    pair.meanwhile: 4,
    pair.listed_pair: 2,
    meeting.meet: 16, meeting.arrive: 16, meeting.join_in: 12, meeting.leave: 4, meeting.come_back: 16,
    sky.weather: 4, sky.time: 4, sky.leave_empty: 1,
    speech.say: 5, speech.exclaim: 6, speech.say_and_do: 5, speech.propose: 5, speech.say_and_give: 8,
    speech.say_and_hug: 2, speech.say_and_leave: 2,
}  # fmt: skip
_DRAWN = tuple(event for event, share in EVENTS.items() for _ in range(share))
#: What takes all but one off stage: less likely in company.
_ALONE = frozenset((
    solo.act, solo.go, solo.sleep_on, props.find, props.pick_up, props.use, props.put_down, props.hold, clothes.put_on,
    clothes.take_off, pair.meanwhile,
))  # fmt: skip
#: What may happen while nobody is on stage.
_UNSEEN: tuple[Event, ...] = (
    *[meeting.come_back] * 8, *[meeting.arrive] * 3, props.there_is, props.still_there, pair.meanwhile, sky.weather,
    sky.time,
)  # fmt: skip


def sample_story(rng: Random, *, sentences: int = 4, split: str = "train") -> tuple[StoryFrame, ...]:
    """A random story of this split; under "held_out" its first character is a held-out composition."""
    check_split(split)
    while True:
        story = _story(rng, sentences, split)
        if len(split_words(story[0].sentence)) > MAX_TOKENS:
            continue  # three well dressed friends, and no end to it
        if split == "held_out" or split_of(" ".join(frames.sentence for frames in story)) == split:
            return story


def _story(rng: Random, sentences: int, split: str) -> tuple[StoryFrame, ...]:
    stage = cast_story(rng, split)
    frames, last = [open_story(stage)], None
    while len(frames) < sentences:
        event = pick(rng, _DRAWN if stage.on else _UNSEEN)
        if event is last or (len(stage.on) > 1 and event in _ALONE and stage.chance(0.6)):
            continue
        # about somebody here, mostly one of those on stage
        here = stage.on if stage.on and stage.chance(0.75) else stage.present()
        frame = event(stage, pick(rng, here or (0,)))
        if frame is not None:
            frames.append(frame)
            last = event
    return tuple(frames)
