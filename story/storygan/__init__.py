"""StoryGAN (Li et al., CVPR 2019), written from the paper: a baseline to measure against and an engine of its own."""
