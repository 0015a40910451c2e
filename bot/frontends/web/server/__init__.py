"""What every page of the web front-end needs: who asks, guards, templates, assets, errors."""
