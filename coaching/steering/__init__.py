"""The organiser's dashboard: where an edition stands, what comes next, what happened last."""

from coaching.steering.ahead import next_for_organiser, set_up
from coaching.steering.facts import counts, facts_of
from coaching.steering.history import latest

__all__ = ["counts", "facts_of", "latest", "next_for_organiser", "set_up"]
