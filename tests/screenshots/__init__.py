"""The pictures of the READMEs, taken of the real thing: `python -m tests.screenshots` renews them.

One is the page of `vignette run` in Chromium. The other is a conversation on the Discord double, whose recorded
messages are laid out like a chat: it shows what the bot sends, not Discord's own client. Both draw with the embedded
model.
"""

from __future__ import annotations
