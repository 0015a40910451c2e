"""What the fields of requests and answers mean, in the words of the API's own description."""

from __future__ import annotations

ESTIMATED_WORDS = (
    "Seconds until its pictures are here, from how long earlier jobs took and what is before it; "
    "null: nothing is known to tell it by, or it has ended."
)
ATTACHED_WORDS = "A PNG, JPEG, WebP or GIF in base64, of 16 MiB and 40 megapixels at most."
LOOKED_WORDS = (
    "Pictures that the model looks at while it draws, as many as `/engine` says: each a picture of an earlier job, or "
    "one of your own in base64."
)
MASK_WORDS = (
    "Which part is drawn anew, where the engine can: what is transparent, or, in a mask without that, what "
    "is white. It has the picture's shape."
)
SAVED_CAST_WORDS = (
    "Whom the owner of the key has saved by name in a chat without a server (`.cast add`) is who they are there, with "
    "their sheet where they have one, if the story names them and does not introduce them itself. False: only itself "
    "counts."
)
SHEETS_WORDS = (
    "Pictures of its characters, each once, instead of those saved: the model is shown them in the frames that they "
    "are in, as many at a time as `/engine` says."
)
SEED_WORDS = "The same seed draws the same picture again; without one it is a new one."
ANYWAY_WORDS = "Draw it even if the engine has never seen what it is about."
LORAS_WORDS = "What changes the model, each once; `<lora:ink:0.8>` in a prompt does the same."
