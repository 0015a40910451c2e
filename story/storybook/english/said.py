"""What characters of a story say, and how it is told that they do; verbs are marked "~" for `conjugate`."""

from __future__ import annotations

#: What means nothing for the picture.
SAID = (
    "Hello!", "Hi there!", "How are you?", "I am so happy!", "This is fun!", "Where are we?", "I have an idea!",
    "You are my best friend!", "What shall we do now?", "That was funny!", "I missed you!", "You look wonderful!",
    "I like it here,", "Do you want to play?", "Can you help me?", "Thank you!", "Do not worry,", "I have a secret,",
    "What a surprise!", "Of course!", "Yes!", "No!", "I do not know,", "Who are you?", "Nice to meet you!",
    "Guess what!",
    "Let us be friends!", "I love you,", "You are so kind,", "Come here!", "Listen!", "What is your name?",
    "Are you well?",
    "I want to tell you something,", "Please stay with me!", "Wait for me!", "Well done!", "I am glad to see you,",
)  # fmt: skip
#: What somebody alone may say.
SAID_ALONE = (
    "I am so happy!", "This is fun!", "Where am I?", "I have an idea!", "What a surprise!", "I like it here,",
    "Oh dear,", "How nice!", "Is anybody there?", "What shall I do now?", "I do not know,", "Here I am!",
    "I want to go on,", "Hello?",
)  # fmt: skip
#: What is said to somebody called by name, "{}".
SAID_TO = (
    "Hello, {}!", "How are you, {}?", "Thank you, {}!", "Come here, {}!", "I like you, {},", "You are funny, {}!",
    "Good to see you, {}!", "Do you want to play, {}?", "Well done, {}!", "Guess what, {}!", "What is it, {}?",
    "Welcome, {}!",
)  # fmt: skip
#: By how a quotation ends.
SAYING = {
    "!": ("~say", "~say", "~say", "~call", "~shout", "~cry"), "?": ("~ask", "~ask", "~say"),
    ",": ("~say", "~say", "~whisper", "~reply", "~answer"),
}  # fmt: skip
LOOKING = ("Look, {}!", "Look, {}!", "Oh, {}!", "Look what I found, {}!", "Wow, {}!", "I see {}!", "There is {}!")
#: Said while doing something: the words, the verb, what follows it, the action.
SAID_DOING: tuple[tuple[str, str, str, str], ...] = (
    ("Hurray!", "~cheer", "", "cheering"), ("Hooray!", "~cheer", "", "cheering"),
    ("We did it!", "~cheer", "", "cheering"),
    ("La la la!", "~sing", "", "singing"), ("I know a song,", "~say", "and ~sing", "singing"),
    ("Hello!", "~call", "and ~wave", "waving"), ("Over here!", "~shout", "and ~wave", "waving"),
    ("Over there!", "~say", "and ~point", "pointing"), ("Look at that!", "~say", "and ~point at something", "pointing"),
    ("I am so tired,", "~say", "and ~fall asleep", "sleeping"),
    ("I need a nap,", "~say", "and ~lie down to sleep", "sleeping"),
    ("I am hungry,", "~say", "and ~eat something", "eating"), ("Yum!", "~say", "and ~have a snack", "eating"),
    ("I am so sad,", "~sob", "", "crying"), ("Boo hoo!", "~sob", "", "crying"),
    ("Oh no!", "~say", "and ~burst into tears", "crying"),
    ("Catch me!", "~shout", "and ~run around", "running"), ("I am fast!", "~shout", "and ~start to run", "running"),
    ("Watch me!", "~say", "and ~jump up and down", "jumping"), ("Yippee!", "~shout", "and ~jump for joy", "jumping"),
    ("Watch me!", "~say", "and ~dance", "dancing"), ("I love music!", "~say", "and ~dance around", "dancing"),
    ("Let me rest,", "~say", "and ~sit down", "sitting"), ("I need a break,", "~say", "and ~sit down", "sitting"),
)  # fmt: skip
#: Said to all on stage, who then do it: the words, what they do, the action.
SAID_TO_ALL: tuple[tuple[str, str, str], ...] = (
    ("Let us dance!", "~dance", "dancing"), ("Let us sing!", "~sing together", "singing"),
    ("Let us sit down,", "~sit down", "sitting"), ("Let us eat!", "~eat together", "eating"),
    ("Let us run!", "~run", "running"), ("Come on!", "~run around together", "running"),
    ("Good news!", "~cheer", "cheering"),
    ("Let us jump!", "~jump up and down", "jumping"), ("Let us rest,", "~take a nap", "sleeping"),
    ("I love you all!", "~hug each other", "hugging"), ("Let us talk,", "~talk for a while", "talking"),
)  # fmt: skip
SAID_GIVING = ("This is for you,", "Here you are,", "Take this!", "I have something for you!", "Happy birthday!")
SAID_HUGGING = ("I missed you!", "I love you!", "There you are!", "My friend!", "I am so happy to see you!")
SAID_LEAVING = ("Goodbye!", "See you soon!", "I must go,", "Bye!", "See you later!")
GOING_THERE: tuple[tuple[str, str], ...] = (
    (", and off they ~go", "walking"), (", and they ~walk there", "walking"), (", and they ~run there", "running"),
    (", and they ~go there", "walking"),
)  # fmt: skip
