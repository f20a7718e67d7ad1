"""Mutation testing: break the code in small ways and see whether a test fails. ``scripts/mutate.py`` runs it."""
