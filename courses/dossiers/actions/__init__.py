"""Verbs of the dossiers, split by noun."""
