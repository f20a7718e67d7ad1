"""Types that the signatures of several packages share."""

from typing import Any

Context = dict[str, Any]
"""What a template reads, by name."""
Json = dict[str, Any]
"""A JSON object, as a column, an answer of the API or a file of data has it."""
Values = dict[str, Any]
"""Values by the name of their field, question or column."""
