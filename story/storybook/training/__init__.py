"""The recipe that trains the embedded model on the Storybook world, in stages that resume."""
