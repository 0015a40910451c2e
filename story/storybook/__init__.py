"""The Storybook world: its facts and how they are drawn."""
