"""What a story remembers between its sentences: who is where and looks how, what lies where, and when it was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from generation.storybook.scene import SHELTERED, Character, Scene
from story.storybook.english.conjugate import conjugate
from story.storybook.english.nouns import pick, thing
from story.storybook.english.words import CHILDREN, PROP_NOUNS, SPOTS, Spot
from story.storybook.sampling import HANDS_FULL, held_out
from story.storybook.stories.recall import recall

GROUND = -1


@dataclass(frozen=True, slots=True)
class StoryFrame:
    """One sentence with the truth of its frame."""

    sentence: str
    scene: Scene
    pronoun: bool  # somebody on stage is not named in the sentence: a pronoun, a group, an ellipsis, or no word at all
    cast: tuple[str, ...]  # who is on stage, from left to right: names, or "the red fox"
    recall: tuple[str, ...] = ()  # facts of the frame that are not default and were last told two sentences ago or more


@dataclass(slots=True)
class Actor:
    """A character of the story; `look` is how it was last seen."""

    look: Character
    noun: str
    name: str
    pronoun: str
    place: str = ""  # empty: away, nobody knows where
    linked: bool = False  # a reader knows which pronoun is this actor's
    told: dict[str, int] = field(default_factory=dict)  # fact of the look → sentence that last told it

    @property
    def called(self) -> str:
        if self.name:
            return self.name
        if self.look.kind in CHILDREN:
            return f"the {self.look.kind} in {self.look.colour}"
        return f"the {self.look.colour} {self.look.kind}"


@dataclass(slots=True)
class Stage:
    """The state of a story after its last sentence."""

    rng: Random
    actors: tuple[Actor, ...]
    reserved: bool = False  # held-out compositions may be seen
    past: bool = False  # told in the past tense
    place: str = "meadow"
    time: str = "day"
    weather: str = "clear"  # outdoors
    landmark: str = "none"
    prop: str = "none"
    prop_colour: str = "red"
    prop_noun: str = ""
    prop_place: str = ""  # where it lies
    keeper: int = GROUND
    eaten: bool = False  # the prop is gone after the sentence being told
    met: int = 0  # how many actors have been introduced
    on: tuple[int, ...] = ()
    now: int = 0  # number of the sentence being told
    told: dict[str, int] = field(default_factory=dict)  # fact of the scene → sentence that last told it
    named: set[int] = field(default_factory=set)  # who is named in the sentence being told
    handled: bool = False  # the sentence being told mentions the prop
    fresh: bool = False  # the last sentence mentioned the prop
    spots: dict[str, Spot] = field(default_factory=dict)
    shunned: set[str] = field(default_factory=set)  # where something forgotten lies: nobody goes there any more

    def chance(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.rng.random() < share

    def do(self, options: Sequence[str], *things: str, plural: bool = False) -> str:
        """One of the predicates, conjugated and with its blanks filled."""
        words = conjugate(pick(self.rng, options), plural, self.past)
        return words.format(*things) if things else words

    def mention(self, *facts: str) -> None:
        """The sentence being told tells these facts of the scene; a place is remembered by its own name."""
        for fact in facts:
            self.told[self.place if fact == "place" else fact] = self.now

    def mention_look(self, index: int, *facts: str) -> None:
        """The sentence being told names this actor by these facts of its look."""
        self.named.add(index)
        for fact in facts:
            self.actors[index].told[fact] = self.now

    def spot(self, place: str) -> Spot:
        """The words of this story for a place."""
        if place not in self.spots:
            self.spots[place] = pick(self.rng, SPOTS[place])
        return self.spots[place]

    def present(self) -> tuple[int, ...]:
        """The actors at the place of the story, on stage or not."""
        return tuple(index for index in range(self.met) if self.actors[index].place == self.place)

    def gone(self) -> tuple[int, ...]:
        """Those who went away."""
        return tuple(index for index in range(self.met) if not self.actors[index].place)

    def elsewhere(self) -> tuple[int, ...]:
        """Those who are known to be at another place."""
        return tuple(index for index in range(self.met) if self.actors[index].place not in ("", self.place))

    def asleep(self, *who: int) -> bool:
        """Whether any of them was last seen asleep."""
        return any(self.actors[index].look.action == "sleeping" for index in who)

    def holds(self, index: int) -> bool:
        """Whether this actor holds the prop."""
        return self.prop != "none" and self.keeper == index

    def lying(self) -> bool:
        """Whether the prop lies on the ground here."""
        return self.prop != "none" and self.keeper == GROUND and self.prop_place == self.place

    def left(self) -> bool:
        """Whether the prop lies at another place."""
        return self.prop != "none" and self.keeper == GROUND and self.prop_place != self.place

    def move(self, place: str, who: tuple[int, ...]) -> None:
        """Some go to a place, which may be where they are. At another place there is no landmark yet."""
        if place != self.place:
            self.place, self.landmark = place, "none"
        for index in who:
            self.actors[index].place = place

    def new_prop(self, prop: str, colour: str, keeper: int = GROUND) -> str:
        """A prop enters the story, "a red ball"; the one before is forgotten where it lies."""
        if self.left():
            self.shunned.add(self.prop_place)
        self.prop, self.prop_colour, self.keeper, self.prop_place = prop, colour, keeper, self.place
        self.prop_noun, self.handled = pick(self.rng, PROP_NOUNS[prop]), True
        self.mention("prop", "prop_colour", "holds")
        return thing(prop, colour, self.rng, called=self.prop_noun)

    def keep(self, keeper: int) -> None:
        """Somebody takes the prop, or it is laid down here."""
        self.keeper, self.prop_place = keeper, self.place
        self.mention("holds")

    def lose(self) -> None:
        """The prop leaves the story."""
        self.prop, self.keeper, self.handled = "none", GROUND, False

    def dress(self, index: int, part: str, worn: str, colour: str = "red") -> bool:
        """Put something on somebody; refused where it would make a held-out composition."""
        actor = self.actors[index]
        look = replace(actor.look, **{part: worn, f"{part}_colour": colour})
        if held_out(look) and not self.reserved:
            return False
        actor.look = look
        actor.told[part] = actor.told[f"{part}_colour"] = self.now
        return True

    def tell(self, sentence: str, acts: dict[int, str]) -> StoryFrame:
        """Close a sentence: exactly the actors of `acts` are on stage, doing that."""
        self.on = tuple(sorted(acts))
        for index in self.on:
            self._see(index, acts[index])
        scene = self._scene()
        if self.place in ("room", "kitchen"):
            sentence = sentence.replace("on the ground", "on the floor")
        stop = "" if sentence[-1] in '!?"' else "."
        frame = StoryFrame(
            sentence=f"{sentence[0].upper()}{sentence[1:]}{stop}",
            scene=scene,
            pronoun=any(index not in self.named for index in self.on),
            cast=tuple(self.actors[index].called for index in self.on),
            recall=recall(scene, self.told, [self.actors[index].told for index in self.on], self.now - 2),
        )
        self._next()
        return frame

    def _next(self) -> None:
        if self.eaten:
            self.lose()
            self.eaten = False
        self.now += 1
        self.fresh, self.handled = self.handled, False
        self.named.clear()

    def _see(self, index: int, action: str) -> None:
        actor = self.actors[index]
        if actor.look.action != action:
            actor.look = replace(actor.look, action=action)
        if action in HANDS_FULL and self.keeper == index:
            self.keep(GROUND)

    def _scene(self) -> Scene:
        visible = self.lying() or (self.prop != "none" and self.keeper in self.on)
        return Scene(
            place=self.place,
            time=self.time,
            weather="clear" if self.place in SHELTERED else self.weather,
            landmark=self.landmark,
            prop=self.prop if visible else "none",
            prop_colour=self.prop_colour if visible else "red",
            holder=self.on.index(self.keeper) if visible and self.keeper in self.on else None,
            characters=tuple(self.actors[index].look for index in self.on),
        )
