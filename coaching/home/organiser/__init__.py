"""The journal of an edition, and what it suggests for the next one."""
