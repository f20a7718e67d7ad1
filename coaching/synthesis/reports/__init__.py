"""Synthesis reports in three steps: gather the facts, draw the figures, build the document."""
