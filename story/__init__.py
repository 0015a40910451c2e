"""Stories: sentences to frames that belong together; the Storybook world, its training and evaluation."""
