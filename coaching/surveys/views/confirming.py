"""The rows of a plan in the form of a synthesis: one field saved by itself, or all of them with the page."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accelerator.edit_conflict import EditConflict
from accelerator.questionnaires import queries as answers
from accelerator.questionnaires.errors import SheetFrozen
from accelerator.rows.errors import RowRemoved, RowsClosed, RowUnknown
from accelerator.web.autosave import base_version, report_conflict, report_refused, report_saved
from coaching.models import SurveyInvitation
from coaching.plan.actions import PlanRowRefused
from coaching.surveys.actions import confirming as actions
from coaching.surveys.confirmed import read_held_plan
from coaching.surveys.enums import ConfirmedKind, Relevance
from coaching.surveys.errors import SurveyClosed
from coaching.surveys.held_plan import FORMS, HeldPlanForms, HeldRowForm, parse_key

ROW_VERBS = ("confirm_rest", "withdraw", "put_back")
"""Names of the buttons beside « Envoyer »."""
Versions = Mapping[str, int | None]
"""What the page knew of each field when it was written in."""


def save_row_field(request: HttpRequest, invitation: SurveyInvitation, key: str, actor: Any) -> HttpResponse:
    """Autosave one field of one row. Raises ``Http404`` for a key that names none."""
    parsed = parse_key(key)
    if parsed is None:
        raise Http404
    kind, uid, name = parsed
    form = _read_field(request, invitation, kind, uid, name)
    if form is None:
        return report_refused(RowRemoved().message, closed=True)
    if name in form.errors or name not in form.cleaned_data:
        return report_refused(" ".join(map(str, form.errors.get(name, []))) or _("Ce choix n’existe plus."))
    return _write_field(request, invitation, form, name, actor)


def _read_field(
    request: HttpRequest, invitation: SurveyInvitation, kind: str, uid: UUID, name: str
) -> HeldRowForm | None:
    """What was typed in the field, as a form of its row; ``None`` when the row is no more."""
    plan = read_held_plan(invitation)
    held = plan.find(kind, uid)
    if held is None:
        return None
    return FORMS[kind](held, plan, MultiValueDict({f"{kind}-{uid}-{name}": request.POST.getlist("value")}))


def _write_field(
    request: HttpRequest, invitation: SurveyInvitation, form: HeldRowForm, name: str, actor: Any
) -> HttpResponse:
    """Save it over the version that the page knew; what cannot be is told, and stays typed."""
    values = {name: form.cleaned_data[name]}
    try:
        version = write_row(form, invitation, values, {name: base_version(request) or 0}, actor)
    except EditConflict as conflict:
        return _report_conflict(form, name, conflict)
    except (SheetFrozen, SurveyClosed, RowsClosed) as refusal:
        return report_refused(refusal.message, closed=True)
    except PlanRowRefused as refusal:
        return report_refused(refusal.message)
    except ValidationError as problem:
        return report_refused(" ".join(problem.messages))
    except RowUnknown:
        raise Http404 from None
    answered, total = answers.progress(invitation.sheet)
    return report_saved(timezone.now(), version=version[name], answered=answered, total=total)


def _report_conflict(form: HeldRowForm, name: str, conflict: EditConflict) -> HttpResponse:
    theirs = conflict.theirs[name]
    shown = [str(value) for value in theirs] if isinstance(theirs, list) else str(theirs)
    return report_conflict(conflict, theirs=shown, theirs_text=tell_choice(form, name, theirs))


def save_rows(forms: HeldPlanForms, invitation: SurveyInvitation, actor: Any) -> None:
    """Save what the page holds of each row; why one was not saved stands at its field, which keeps what was typed.

    Raises ``SheetFrozen`` and :class:`SurveyClosed`.
    """
    for form in forms:
        if not form.is_sent or not form.is_valid():
            continue
        changed = list_changed(form)
        if not changed:
            continue
        try:
            write_row(form, invitation, changed, {name: form.base_version(name) for name in changed}, actor)
        except EditConflict as conflict:
            show_conflict(form, conflict)
        except ValidationError as problem:
            form.add_error(None, problem)
        except PlanRowRefused as refusal:
            form.add_error("shared", refusal.message)
        except RowsClosed as refusal:
            form.add_error(None, str(refusal.message))
        except RowUnknown:
            form.add_error(None, str(RowRemoved().message))


def change_rows(request: HttpRequest, invitation: SurveyInvitation, actor: Any) -> None:
    """What a button of the plan does: confirm the rest as it stands, withdraw a need, put one back.

    Raises ``SheetFrozen``, :class:`SurveyClosed`.
    """
    at = timezone.now()
    try:
        if "confirm_rest" in request.POST:
            actions.confirm_rest(invitation=invitation, actor=actor, at=at)
            return
        put_back = "put_back" in request.POST
        uid = UUID(request.POST["put_back" if put_back else "withdraw"])
        need = actions.withdraw_need(invitation=invitation, uid=uid, actor=actor, at=at, put_back=put_back)
    except (ValueError, RowUnknown):
        raise Http404 from None
    except RowsClosed as refusal:
        messages.error(request, str(refusal.message))
    else:
        told = _("« %(row)s » est remis au plan.") if put_back else _("« %(row)s » est retiré.")
        messages.success(request, told % {"row": need.sentence})


def list_changed(form: HeldRowForm) -> dict[str, Any]:
    """What was sent and is not what the row holds, nor confirmed already."""
    sent = {name: value for name, value in form.cleaned_data.items() if form.add_prefix(name) in form.data}
    if "wished" in form.fields:  # a group without a tick sends nothing
        sent["wished"] = form.cleaned_data.get("wished", [])
    before = form.initial
    changed = {
        name: value for name, value in sent.items() if value != before.get(name) and value not in ("", None)
    }
    for name in ("note", "kind"):  # these may be emptied
        if name in sent and before.get(name) and not sent[name]:
            changed[name] = sent[name]
    if "wished" in changed and not changed["wished"] and not before.get("wished"):
        del changed["wished"]
    is_new = form.held.row is None
    return {} if is_new and not set(changed) - {"urgency"} else changed


def write_row(
    form: HeldRowForm, invitation: SurveyInvitation, values: Mapping[str, Any], versions: Versions, actor: Any
) -> dict[str, int]:
    """Save these fields of a row; returns the version of each. Raises what the actions do."""
    told: dict[str, Any] = {
        "invitation": invitation,
        "uid": form.held.uid,
        "actor": actor,
        "at": timezone.now(),
    }
    if form.held.kind == ConfirmedKind.ACTION:
        said = Relevance(values["said"]) if values.get("said") else None
        version, note_version = actions.confirm_action(
            **told, said=said, note=values.get("note"),
            base_version=versions.get("said"), note_version=versions.get("note"),
        )  # fmt: skip
        return {"said": version, "note": note_version}
    if form.held.kind == ConfirmedKind.BLOCKER:
        return {
            "state": actions.confirm_blocker(**told, state=values["state"], base_version=versions["state"])
        }
    return _write_need(told, form.held.version, values, versions)


def _write_need(
    told: dict[str, Any], version: int, values: Mapping[str, Any], versions: Versions
) -> dict[str, int]:
    """The words first: what is passed on has a sentence."""
    words = {name: value for name, value in values.items() if name != "shared"}
    if values.get("shared") == "yes" and not version and "sentence" not in words:
        raise PlanRowRefused(_("Écrivez le besoin avant de le transmettre."))
    saved = version
    if words:
        known = [versions[name] for name in words]
        base = None if None in known else min(known)  # type: ignore[type-var]
        saved = actions.write_need(**told, values=words, base_version=base)
    if values.get("shared"):
        base = versions["shared"]
        # the page knew the row as it stood before its own words were saved
        base = saved if base == version else base
        saved = actions.decide_sharing(**told, shared=values["shared"] == "yes", base_version=base)
    return dict.fromkeys(values, saved)


def show_conflict(form: HeldRowForm, conflict: EditConflict) -> None:
    """Both answers at their field: what was typed stays in it, what stands is told; sent again, it is kept."""
    for name, theirs in conflict.theirs.items():
        told = _("%(happened)s L’autre texte : « %(theirs)s ». Envoyez de nouveau pour garder le vôtre.")
        form.add_error(
            name, told % {"happened": conflict.message, "theirs": tell_choice(form, name, theirs) or "–"}
        )
        form.conflicts[name] = conflict.version


def tell_choice(form: HeldRowForm, name: str, value: Any) -> str:
    """In words, a value of a field."""
    choices = dict(getattr(form.fields[name], "choices", ()))
    several = value if isinstance(value, list) else [value]
    return ", ".join(str(choices.get(choice, choice)) for choice in several if choice not in ("", None))
