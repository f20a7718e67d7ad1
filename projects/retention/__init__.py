"""Retention of dossiers: what is erased and when, announced a month before, postponed, done at night."""
