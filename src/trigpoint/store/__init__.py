"""The only place with SQL: tables, statements, and the seam that transactions pass through."""
