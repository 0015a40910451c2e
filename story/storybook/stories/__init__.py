"""How a story of the world goes: the plot, its events, and who refers to whom."""
