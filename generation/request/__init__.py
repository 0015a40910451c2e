"""What a person left open in a request, decided: size, steps, style, start picture, variations."""
