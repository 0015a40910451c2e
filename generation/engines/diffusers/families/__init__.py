"""One file per family of pipelines: what is its own in encoding, beginning and advancing a drawing."""
