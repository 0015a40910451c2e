"""The process that draws, and its keeper: messages between the two, plans, pictures, devices."""
