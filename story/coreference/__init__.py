"""Who is meant: names, noun phrases, pronouns and groups, by rules for English."""
