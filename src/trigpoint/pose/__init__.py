"""Animal pose: from videos to a training set, as a client of the public API."""
