"""The recipe that trains the embedded model on the Storybook world: text, autoencoder, denoiser, in stages that resume."""
