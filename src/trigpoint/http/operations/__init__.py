"""What an operator asks a process: does it live, can it serve, what is it doing."""
