"""Small stand-ins for image servers, written from the servers' own documents; they answer on loopback only."""
