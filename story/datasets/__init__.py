"""Folders of stories, in the layouts in which the field publishes them."""
