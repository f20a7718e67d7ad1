"""The journal of an edition, and the lessons for the next one."""
