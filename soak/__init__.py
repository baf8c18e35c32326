"""Workers label through the portal while servers and engines are killed; then the books are balanced."""
