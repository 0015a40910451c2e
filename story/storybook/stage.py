"""What a story remembers between its sentences, and how its sentences may refer to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from story.storybook.nouns import pick, thing
from story.storybook.scene import Character, Scene
from story.storybook.words import KNOWN_LANDMARKS, LANDMARKS, SPOTS, Spot

OBJECTIVE = {"she": "her", "he": "him", "it": "it"}
GROUND = -1
HOLDERS = {GROUND: "ground", 0: "first", 1: "second"}


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence with the truth of its frame."""

    sentence: str
    scene: Scene
    pronoun: bool  # somebody on stage is told only by pronoun, group or ellipsis
    cast: tuple[str, ...]  # who is on stage, from left to right: names, or "the red fox"


@dataclass(slots=True)
class Actor:
    """A character of the story; `look` is how it was last seen."""

    look: Character
    noun: str
    name: str
    pronoun: str
    place: str = ""
    linked: bool = False  # a reader knows which pronoun is this actor's


@dataclass(slots=True)
class Stage:
    """The state of a story after its last sentence."""

    rng: Random
    actors: tuple[Actor, ...]
    place: str = "meadow"
    time: str = "day"
    weather: str = "clear"
    landmark: str = "none"
    prop: str = "none"
    prop_colour: str = "red"
    keeper: int = GROUND
    met: int = 1  # how many actors have been introduced
    on: tuple[int, ...] = (0,)
    hidden: bool = False  # the sentence being told refers to somebody by pronoun or group only
    handled: bool = False  # the sentence being told mentions the prop
    fresh: bool = False  # the last sentence mentioned the prop
    spots: dict[str, Spot] = field(default_factory=dict)

    def chance(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.rng.random() < share

    def spot(self, place: str) -> Spot:
        """The words of this story for a place."""
        if place not in self.spots:
            self.spots[place] = pick(self.rng, SPOTS[place])
        return self.spots[place]

    def at(self) -> str:
        """Where the story is: "in the forest"; "in a forest" only before it is known."""
        known = self.place in self.spots
        phrase = pick(self.rng, self.spot(self.place).at)
        return phrase.replace(" a ", " the ") if known else phrase

    def together(self) -> bool:
        """Whether two introduced actors are at the place of the story."""
        return self.met == 2 and all(actor.place == self.place for actor in self.actors)

    def asleep(self, *who: int) -> bool:
        """Whether any of them was last seen asleep."""
        return any(self.actors[index].look.action == "sleeping" for index in who)

    def holds(self, index: int) -> bool:
        """Whether this actor holds the prop."""
        return self.prop != "none" and self.keeper == index

    def lying(self) -> bool:
        """Whether the prop lies on the ground here."""
        return self.prop != "none" and self.keeper == GROUND

    def move(self, place: str, who: tuple[int, ...]) -> None:
        """Some go to a place, which may be where they are: a new place has no landmark, and no prop but a held one."""
        if place != self.place:
            self.place, self.landmark = place, "none"
            if self.keeper == GROUND:
                self.prop = "none"
        for index in who:
            self.actors[index].place = place

    def new_prop(self, prop: str, colour: str, keeper: int = GROUND) -> str:
        """A prop enters the story: "a red ball"."""
        self.prop, self.prop_colour, self.keeper, self.handled = prop, colour, keeper, True
        return thing(prop, colour, self.rng)

    def see_landmark(self) -> str:
        """The landmark of the place, or sometimes a new one: "under the tree", or nothing."""
        if self.landmark != "none":
            return pick(self.rng, KNOWN_LANDMARKS[self.landmark]) if self.chance(0.5) else ""
        if self.place == "room" or self.chance(0.6):
            return ""
        self.landmark = "tree" if self.chance(0.6) else "house"
        return pick(self.rng, LANDMARKS[self.landmark])

    def prop_words(self) -> str:
        """The known prop: "it" if the last sentence mentioned it and nobody else is an it, or "the ball"."""
        self.handled = True
        if self.fresh and self.chance(0.65) and all(actor.pronoun != "it" for actor in self.actors[: self.met]):
            return "it"
        return f"the {self.prop_colour if self.chance(0.15) else ''} {self.prop}".replace("  ", " ")

    def may_pronoun(self, index: int) -> bool:
        """Whether a reader would know whom this actor's pronoun means."""
        if index not in self.on:
            return False
        if self.met == 1 or self.on == (index,):
            return True
        mine, other = self.actors[index], self.actors[1 - index]
        return mine.pronoun != other.pronoun and (mine.linked or other.linked)

    def subject(self, index: int) -> str:
        """An actor as the subject of a sentence: "she", "Mia", "the fox", rarely "then" for an ellipsis."""
        actor = self.actors[index]
        if self.may_pronoun(index) and self.chance(0.75):
            self.hidden = actor.linked = True
            return "then" if self.on == (index,) and self.chance(0.04) else actor.pronoun
        return self.noun_phrase(index)

    def noun_phrase(self, index: int) -> str:
        """ "Mia" or "the fox"."""
        actor = self.actors[index]
        if actor.name and self.chance(0.7):
            return actor.name
        return f"the {actor.look.colour} {actor.noun}" if self.chance(0.15) else "the " + actor.noun

    def target(self, index: int, subject: str) -> str:
        """An actor as the object of a sentence with that subject: "her", "Mia", "the fox"."""
        actor = self.actors[index]
        if subject != actor.pronoun and self.may_pronoun(index) and self.chance(0.4):
            self.hidden = True
            return OBJECTIVE[actor.pronoun]
        return self.noun_phrase(index)

    def both(self) -> str:
        """The two actors as a subject."""
        self.hidden = True
        if self.on == (0, 1):
            return pick(self.rng, ("they", "they", "both", "the two friends"))
        return pick(self.rng, ("the two friends", "both friends"))

    def tell(self, sentence: str, acts: dict[int, str]) -> Told:
        """Close a sentence: exactly the actors of `acts` are on stage, doing that."""
        self.on = tuple(sorted(acts))
        for index in self.on:
            self._see(index, acts[index])
        if self.place == "room":
            sentence = sentence.replace("on the ground", "on the floor")
        told = Told(
            sentence=f"{sentence[0].upper()}{sentence[1:]}.",
            scene=self._scene(),
            pronoun=self.hidden,
            cast=tuple(self._called(self.actors[index]) for index in self.on),
        )
        self.fresh, self.hidden, self.handled = self.handled, False, False
        return told

    def _see(self, index: int, action: str) -> None:
        look = self.actors[index].look
        self.actors[index].look = Character(look.kind, look.colour, look.accessory, look.accessory_colour, action)
        if action == "sleeping" and self.keeper == index:
            self.keeper = GROUND

    def _scene(self) -> Scene:
        shown = self.prop != "none" and (self.keeper == GROUND or self.keeper in self.on)
        return Scene(
            place=self.place,
            time=self.time,
            weather=self.weather,
            landmark=self.landmark,
            prop=self.prop if shown else "none",
            prop_colour=self.prop_colour if shown else "red",
            holder=HOLDERS[self.on.index(self.keeper) if shown and self.keeper in self.on else GROUND],
            characters=tuple(self.actors[index].look for index in self.on),
        )

    @staticmethod
    def _called(actor: Actor) -> str:
        return actor.name or f"the {actor.look.colour} {actor.look.kind}"
