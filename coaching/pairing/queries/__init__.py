"""Reads about pairings: the organiser's table, and who follows which project."""
