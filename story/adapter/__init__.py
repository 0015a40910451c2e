"""StoryGAN's context encoder in front of any diffusers pipeline: `vignette train context` fits it to stories."""
