"""The shape of what the API answers."""

from pydantic import BaseModel


class OutSchema(BaseModel):
    """An answer, described as a dict. Not ninja's ``Schema``, which asks for each field of each row in Python: that
    took half the time of a list of a thousand.
    """
