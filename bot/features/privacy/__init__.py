"""What people may ask of us about what is theirs, or was drawn here."""
