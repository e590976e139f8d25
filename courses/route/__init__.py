"""The person's way through the five parts: what is done, open, closed and why, put together from the rooms below. No tables of its own."""
