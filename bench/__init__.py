"""Measuring: fresh databases filled in bulk, pages over HTTP, jobs on real workers. See ``make bench``."""
