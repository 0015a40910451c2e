"""What the tests' fork server has loaded, the last to be imported there: all that workers and commands ever need.

The server forks hundreds of them; what each would load for itself is loaded here once.
"""

from __future__ import annotations

import gc

import numpy.ma  # noqa: F401  # numpy imports it at the first median
from PIL import Image, ImageFont

import bot.__main__
import bot.app
import bot.cli.draw
import bot.cli.job_records
import bot.worker.process  # noqa: F401
import generation.engines.diffusers.engine
import generation.engines.echo  # noqa: F401
import story.draw  # noqa: F401
import tests.bot.service_kit
import tests.e2e.discord_process
import tests.plugin  # noqa: F401
from generation.load import needs_network

Image.init()  # its formats
ImageFont.load_default(8)
needs_network({"name": "echo"})  # reads what is installed
gc.collect()
gc.freeze()  # else every fork's first collection would copy the memory that it shares
