"""The gallery on the web: pictures, stories, their pages, files and exports, and the list of jobs."""
