"""Who is meant: names, noun phrases, pronouns and groups, by rules for English.

Hand-written: a coreference model (spaCy's, say) is a download, and needs time and memory for every story.
"""
