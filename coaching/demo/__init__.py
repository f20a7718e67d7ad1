"""The demo edition: invented people, structures and projects, told through the actions."""
