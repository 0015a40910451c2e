"""Who comes in: keys of the API and one-time links to the admin panel."""
