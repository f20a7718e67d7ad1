"""A project that comes, who holds it, and who mentors it."""

from tests.support.places import built, holder, mentor, place

__all__ = ["built", "holder", "mentor", "place"]
