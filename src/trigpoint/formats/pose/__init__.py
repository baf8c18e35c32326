"""Animal pose in files: skeletons, frames, answers and poses, and one module for each format."""
