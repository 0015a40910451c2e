"""What lies in the data folder: pictures by their hash, and the lock of the folder itself."""
