"""The demo edition: invented people, structures and projects, read from ``data/`` and loaded through the actions."""
