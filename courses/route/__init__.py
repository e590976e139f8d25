"""The person's way through the five parts: what is done, open, closed and why, put together from the rooms below; and how a whole cohort is getting on.

No tables of its own; the only thing written here is a word to those who fell behind.
"""
