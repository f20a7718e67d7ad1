"""The organiser's dashboard: where an edition stands, what comes next, what happened last."""

from coaching.home.organiser.ahead import next_for_organiser
from coaching.home.organiser.facts import counts, facts_of
from coaching.home.organiser.journal import latest
from coaching.home.organiser.setting_up import list_steps_left, set_up
from coaching.home.organiser.year import read_year

__all__ = ["counts", "facts_of", "latest", "list_steps_left", "next_for_organiser", "read_year", "set_up"]
