"""Synthesis reports in three steps: gather the facts, build the charts, compose the document."""
