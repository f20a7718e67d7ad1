"""The state of a project and the next actions of its holder."""
