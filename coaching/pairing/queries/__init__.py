"""Reads about pairings: the organiser's table, mentors, meetings and wishes."""
