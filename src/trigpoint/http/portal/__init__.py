"""JSON for workers, the task documents, and the portal's static files."""
