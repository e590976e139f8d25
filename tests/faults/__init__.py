"""What happens when something breaks: real server processes on a database of their own, killed or crowded."""
