"""The console's session and its page; everything else it does over the public API."""
