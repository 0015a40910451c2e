"""Front-ends: each translates one outside world to the chat and back (entry-point group `vignette.frontends`)."""
