"""What a page of rows answers; the owner's views find the list and check who asks."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.utils import timezone

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.edit_conflict import EditConflict
from accelerator.rows.actions import Ensure, RowsClosed, RowUnknown, save_row
from accelerator.rows.forms import RowForm, clean_field
from accelerator.web.autosave import base_version, report_conflict, report_refused, report_saved


def autosave_field(
    request: AuthenticatedRequest,
    *,
    form_class: type[RowForm],
    owner: Mapping[str, Any],
    uid: UUID,
    name: str,
    ensure: Ensure | None = None,
    defaults: Mapping[str, Any] | None = None,
    among: Mapping[str, Any] | None = None,
    most: int | None = None,
) -> JsonResponse:
    """Save one field of a row, as posted: ``value`` and ``base_version``. Answers as :mod:`accelerator.web.autosave`.

    The row is made by the first of its fields that comes. 404 for a field nobody types, or another list's row.
    """
    form, at = form_class(uid=uid, owner=owner), timezone.now()
    if name not in form.fields:
        raise Http404
    try:
        value = clean_field(form, name, request.POST.getlist("value"))
        row = save_row(
            model=form_class._meta.model,
            owner=owner,
            uid=uid,
            values={name: value},
            base_version=base_version(request) or 0,
            actor=request.user,
            at=at,
            ensure=ensure,
            defaults=defaults,
            among=among,
            most=most,
        )
    except ValidationError as problem:
        return report_refused(" ".join(problem.messages))
    except EditConflict as conflict:
        return _report_conflict(form, conflict, name)
    except RowsClosed as refusal:
        return report_refused(refusal.message, closed=True)
    except RowUnknown:
        raise Http404 from None
    return report_saved(at, version=row.version, answered=0, total=0)


def _report_conflict(form: RowForm, conflict: EditConflict, name: str) -> JsonResponse:
    shown = conflict.theirs[name]
    theirs: object = [str(pk) for pk in shown] if isinstance(shown, list) else _as_sent(shown)
    return report_conflict(conflict, theirs=theirs, theirs_text=format_value(form, name, shown))


def _as_sent(value: object) -> str:
    """As the page's fields write it."""
    return "" if value is None else str(getattr(value, "pk", value))


def format_value(form: RowForm, name: str, value: object) -> str:
    """In words, what a field of the row holds: "" for nothing."""
    field = form._meta.model._meta.get_field(name)
    if isinstance(value, list):
        words = dict(form.fields[name].choices) if value else {}  # type: ignore[attr-defined]
        return ", ".join(str(label) for key, label in words.items() if getattr(key, "value", key) in value)
    label = dict(getattr(field, "flatchoices", ())).get(value, value)
    return "" if label is None else str(label)
