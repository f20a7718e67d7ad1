"""What the API answers when it refuses, for its document: one rule for all of its addresses."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _

from accelerator.types import Json

_PROBLEM = {"type": "object", "required": ["loc", "msg", "type"]}
_SCHEMA: Json = {
    "title": "Refusal",
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": {"anyOf": [{"type": "string"}, {"type": "array", "items": _PROBLEM}]},
    },
}


def describe_missing() -> str:
    """The refusal of an address that leads nowhere, or to nothing that this token may read."""
    return _("Rien à cette adresse, ou rien que ce jeton puisse lire.")


def describe_refusals(operation: Mapping[str, Any]) -> dict[int, Json]:
    """The refusals of an operation of the document, by status.

    Of all: a token that is not usable, too many requests. 403: a token without the scope; 404: what an address names
    is not there, or not for this reader; 422: a parameter of the query that cannot be read.
    """
    places = {parameter["in"] for parameter in operation.get("parameters", ())}
    statuses = [HTTPStatus.UNAUTHORIZED]
    if "x-scope" in operation:
        statuses.append(HTTPStatus.FORBIDDEN)
    if "path" in places:
        statuses.append(HTTPStatus.NOT_FOUND)
    if "query" in places:
        statuses.append(HTTPStatus.UNPROCESSABLE_ENTITY)
    statuses.append(HTTPStatus.TOO_MANY_REQUESTS)
    return {
        status.value: {
            "description": status.phrase,
            "content": {"application/json": {"schema": _SCHEMA}},
        }
        for status in statuses
    }
