"""Workers on a Ray cluster: actors that draw, and the process of ours that speaks with them."""
