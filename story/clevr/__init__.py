"""CLEVR-SV, StoryGAN's own test, in a world drawn anew: four solids on a grey floor, one more in every frame."""
