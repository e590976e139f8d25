"""Everything that is written in project work, split by noun."""
