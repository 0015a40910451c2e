"""A little Stable Diffusion, trained here: the honest test bed for what is built in front of large pipelines."""
