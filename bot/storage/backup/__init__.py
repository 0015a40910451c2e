"""Everything that is remembered, as one file and back: database and pictures."""
