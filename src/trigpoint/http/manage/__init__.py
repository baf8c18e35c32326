"""JSON for who manages jobs: what AWS has no call for."""
