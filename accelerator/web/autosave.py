"""What every view that saves one field answers; ``static/js/autosave.js`` reads it.

A view gets ``value`` and ``base_version``, the version that was written upon. It answers 200 when the field is saved,
409 when somebody else saved another value meanwhile, 422 when the value does not suit the field, 423 when nothing is
saved any more. Somebody who lost the
right to write gets a 404 with the reason, and where what they wrote can be read.
"""

from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accelerator.transitions import EditConflict
from accelerator.web.templatetags.prose import clock

LONGEST_VERSION = 8
"""Digits."""


def parse_version(text: object) -> int | None:
    """The number of a version as a page sends it; ``None`` for anything else."""
    number = str(text)
    return int(number) if number.isascii() and number.isdigit() and len(number) <= LONGEST_VERSION else None


def base_version(request: HttpRequest) -> int | None:
    """The version that the window wrote upon, if it sends one."""
    return parse_version(request.POST.get("base_version", ""))


def report_saved(at: datetime, *, version: int, answered: int, total: int, **more: object) -> JsonResponse:
    """200 ``{"saved_at", "message", "version", "answered", "total"}``: ``answered`` fields, of ``total``."""
    message = _("enregistré à %(time)s") % {"time": clock(at)}
    reply = {
        "saved_at": clock(at),
        "message": message,
        "version": version,
        "answered": answered,
        "total": total,
    }
    return JsonResponse({**reply, **more})


def report_conflict(conflict: EditConflict, *, theirs: object, theirs_text: str) -> JsonResponse:
    """409 ``{"theirs", "theirs_text", "version", "message"}``.

    ``theirs`` is the other value as the page's fields write it, ``theirs_text`` the same in words ("" for none).
    """
    return JsonResponse(
        {
            "theirs": theirs,
            "theirs_text": theirs_text or _("Sans réponse"),
            "version": conflict.version,
            "message": conflict.message,
        },
        status=409,
    )


def report_access_lost(message: str | Promise, *, stored_url: str) -> JsonResponse:
    """404 ``{"error", "stored_url"}``, for a person who could write here before; "" when nothing is stored."""
    return JsonResponse({"error": str(message), "stored_url": stored_url}, status=404)


def report_refused(message: str | Promise, *, closed: bool = False) -> JsonResponse:
    """422 ``{"error"}`` for a value that does not suit its field; 423 when nothing is saved any more."""
    return JsonResponse({"error": str(message)}, status=423 if closed else 422)
