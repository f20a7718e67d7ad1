"""What a page of rows reads and answers; the owner's views find the list and check who saves."""

from collections.abc import Mapping
from typing import TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accelerator.rows.forms import RowForm
from accelerator.web.autosave import report_conflict, report_refused, report_saved

Form = TypeVar("Form", bound=RowForm)


def read_row(
    request: HttpRequest,
    form_class: type[Form],
    uid: UUID,
    name: str = "",
    *,
    choices: Mapping[str, object] | None = None,
    owner: Mapping[str, object] | None = None,
) -> Form:
    """The posted form of a row; with ``name``, of that one field: ``value`` and ``base_version``.

    ``owner``: conditions on the rows of the list. Raises ``Http404`` for another list's row, and for a field that
    nobody types. One query at most.
    """
    if not name:
        if owner and form_class._meta.model.objects.filter(uid=uid).exclude(**owner).exists():
            raise Http404
        return form_class(request.POST, uid=uid, choices=choices)
    data = {
        f"{uid}-{name}": request.POST.getlist("value"),
        "base_version": request.POST.getlist("base_version"),
    }
    form = form_class(MultiValueDict(data), uid=uid, choices=choices)
    if name not in form.fields:
        raise Http404
    form.fields = {name: form.fields[name]}
    return form


def report_field(form: RowForm, name: str) -> JsonResponse:
    """Whether the field of :func:`read_row` was saved, as :mod:`accelerator.web.autosave` answers."""
    if form.conflict:
        value = form.conflict.theirs[name]
        theirs: object = [str(pk) for pk in value] if isinstance(value, list) else _format_as_sent(value)
        return report_conflict(form.conflict, theirs=theirs, theirs_text=form.format_value(name, value))
    if form.errors:
        messages = [str(message) for errors in form.errors.values() for message in errors]
        return report_refused(" ".join(messages), closed=form.is_closed)
    return report_saved(timezone.now(), version=form.version, answered=0, total=0)


def _format_as_sent(value: object) -> str:
    """The value as the page's fields send it."""
    return "" if value is None else str(getattr(value, "pk", value))
