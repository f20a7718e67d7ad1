"""The rows of a plan in the form of a synthesis: one field saved by itself, or all of them with the page."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.questionnaires import queries as answers
from accelerator.questionnaires.errors import SheetFrozen
from accelerator.rows.actions import RowRemoved, RowsClosed, RowUnknown
from accelerator.transitions import EditConflict
from accelerator.types import Context, Values
from accelerator.web.autosave import base_version, report_conflict, report_refused, report_saved
from coaching.models import SurveyInvitation
from coaching.plan.actions import PlanRowRefused
from coaching.surveys.actions import confirmations as actions
from coaching.surveys.confirmable_plan import ADDED_ROWS, Versions, read_confirmable_plan
from coaching.surveys.enums import ConfirmedKind, Relevance, SurveyClosed
from coaching.surveys.forms import PlanForms, PlanItemForm, find_form, parse_key

ROW_VERBS = ("confirm_rest", "withdraw", "restore")
"""Names of the buttons beside « Envoyer »."""


def save_row_field(request: HttpRequest, invitation: SurveyInvitation, key: str, actor: User) -> HttpResponse:
    """Autosave one field of one row. Raises ``Http404`` for an unknown key."""
    parsed = parse_key(key)
    if parsed is None:
        raise Http404
    kind, uid, name = parsed
    form = _read_field(request, invitation, kind, uid, name)
    if form is None:
        return report_refused(RowRemoved().message, closed=True)
    if name in form.errors or name not in form.cleaned_data:
        reasons = form.errors.get(name) or form.non_field_errors()
        return report_refused(" ".join(map(str, reasons)) or _("Ce choix n’existe plus."))
    return _write_field(request, invitation, form, name, actor)


def _read_field(
    request: HttpRequest, invitation: SurveyInvitation, kind: str, uid: UUID, name: str
) -> PlanItemForm | None:
    """The typed field, as a form of its row; ``None`` when the row was removed."""
    plan = read_confirmable_plan(invitation)
    item = plan.find(kind, uid)
    if item is None:
        return None
    return find_form(kind)(
        item, plan, MultiValueDict({f"{kind}-{uid}-{name}": request.POST.getlist("value")})
    )


def _write_field(
    request: HttpRequest, invitation: SurveyInvitation, form: PlanItemForm, name: str, actor: User
) -> HttpResponse:
    """Save it over the version of the page; a refusal is reported, and the text stays typed."""
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


def _report_conflict(form: PlanItemForm, name: str, conflict: EditConflict) -> HttpResponse:
    theirs = conflict.theirs[name]
    theirs_values = [str(value) for value in theirs] if isinstance(theirs, list) else str(theirs)
    return report_conflict(conflict, theirs=theirs_values, theirs_text=describe_choice(form, name, theirs))


def save_rows(forms: PlanForms, invitation: SurveyInvitation, actor: User) -> None:
    """Save the typed values of each row; a refusal is an error at its field, which keeps the text.

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


def change_rows(request: HttpRequest, invitation: SurveyInvitation, actor: User) -> None:
    """Do the action of a button of the plan: confirm the rest unchanged, withdraw a need, restore one.

    Raises ``SheetFrozen``, :class:`SurveyClosed`.
    """
    at = timezone.now()
    try:
        if "confirm_rest" in request.POST:
            actions.confirm_rest(invitation=invitation, actor=actor, at=at)
            return
        restores = "restore" in request.POST
        uid = UUID(request.POST["restore" if restores else "withdraw"])
        need = actions.withdraw_need(invitation=invitation, uid=uid, actor=actor, at=at, restores=restores)
    except (ValueError, RowUnknown):
        raise Http404 from None
    except RowsClosed as refusal:
        messages.error(request, str(refusal.message))
    else:
        message = _("« %(row)s » est remis au plan.") if restores else _("« %(row)s » est retiré.")
        messages.success(request, message % {"row": need.sentence})


def list_changed(form: PlanItemForm) -> Context:
    """The posted fields that differ from the stored ones, or are not confirmed yet."""
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
    is_new = form.item.row is None
    return {} if is_new and not set(changed) - {"urgency"} else changed


def write_row(
    form: PlanItemForm,
    invitation: SurveyInvitation,
    values: Values,
    versions: Versions,
    actor: User,
) -> dict[str, int]:
    """Save these fields of a row; returns the version of each. Raises the errors of the actions."""
    common: Values = {
        "invitation": invitation,
        "uid": form.item.uid,
        "actor": actor,
        "at": timezone.now(),
    }
    if added := ADDED_ROWS.get(form.item.kind):
        return added.write(common, values, versions)
    if form.item.kind == ConfirmedKind.ACTION:
        relevance = Relevance(values["relevance"]) if values.get("relevance") else None
        version, note_version = actions.confirm_action(
            **common, relevance=relevance, note=values.get("note"),
            base_version=versions.get("relevance"), note_version=versions.get("note"),
        )  # fmt: skip
        return {"relevance": version, "note": note_version}
    if form.item.kind == ConfirmedKind.BLOCKER:
        return {
            "state": actions.confirm_blocker(**common, state=values["state"], base_version=versions["state"])
        }
    return _write_need(common, form.item.version, values, versions)


def _write_need(common: Values, version: int, values: Values, versions: Versions) -> dict[str, int]:
    """Save the words first: a shared need has a sentence."""
    words = {name: value for name, value in values.items() if name != "shared"}
    if values.get("shared") == "yes" and not version and "sentence" not in words:
        raise PlanRowRefused(_("Écrivez le besoin avant de le transmettre."))
    saved = version
    if words:
        known_versions = [versions[name] for name in words]
        base = None if None in known_versions else min(known_versions)  # type: ignore[type-var]
        saved = actions.write_need(**common, values=words, base_version=base)
    if values.get("shared"):
        base = versions["shared"]
        # the page knew the row as it stood before its own words were saved
        base = saved if base == version else base
        saved = actions.decide_sharing(**common, shared=values["shared"] == "yes", base_version=base)
    return dict.fromkeys(values, saved)


def show_conflict(form: PlanItemForm, conflict: EditConflict) -> None:
    """Show both texts at their field: the typed one stays in it, and replaces the stored one when sent again."""
    for name, theirs in conflict.theirs.items():
        message = _("%(happened)s L’autre texte : « %(theirs)s ». Envoyez de nouveau pour garder le vôtre.")
        form.add_error(
            name,
            message % {"happened": conflict.message, "theirs": describe_choice(form, name, theirs) or "–"},
        )
        form.conflicts[name] = conflict.version


def describe_choice(form: PlanItemForm, name: str, value: object) -> str:
    """A value of a field, in words."""
    choices = dict(getattr(form.fields[name], "choices", ()))
    several = value if isinstance(value, list) else [value]
    return ", ".join(str(choices.get(choice, choice)) for choice in several if choice not in ("", None))
