"""The groups of a slot: their list, and a page for each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Values
from accelerator.web.search import normalise
from coaching.models import Session, Slot, SlotGroup
from coaching.session.actions import groups as actions
from coaching.session.details import read_details
from coaching.session.draft import list_divided_warnings
from coaching.session.enums import SlotKind
from coaching.session.forms.groups import GroupForm, GroupsForm
from coaching.session.planning.clashes import Named
from coaching.session.queries import list_rooms
from coaching.session.views.session import (
    find_row,
    form_page,
    redirect_when_removed,
    session_for,
    show_refusal,
)


def _save(request: AuthenticatedRequest, form: GroupForm) -> bool:
    """Whether it is saved; a refusal is on the form."""
    if request.method == "POST" and form.is_valid():
        with show_refusal(form):
            actions.save_group(
                group=form.save(commit=False),
                leaders=form.cleaned_data["leaders"],
                participations=form.cleaned_data["participations"],
                actor=request.user,
                at=timezone.now(),
            )
            return True
    return False


@require_http_methods(["GET", "HEAD", "POST"])
@redirect_when_removed
def groups(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """The groups of a slot; add one, or, while there is none, form them all (``do``: form)."""
    session = session_for(request, edition)
    details = read_details(session)
    divisible = {row.pk: row for row in details.slots if row.kind == SlotKind.GROUP}
    # one that is not there: it may have been removed
    slot = divisible.get(pk) or find_row(Slot.objects.none(), session, pk)
    forming = request.POST.get("do") == "form"
    grouped = [row for row in divisible.values() if row.planned.groups and row != slot]
    all_form = GroupsForm(request.POST if forming else None, grouped=grouped)
    form = GroupForm(
        request.POST if request.POST and not forming else None,
        instance=SlotGroup(slot=slot),
        session=session,
        rooms=details.rooms,
    )
    if _form_groups(all_form, slot, request) if forming else _save(request, form):
        return redirect("coaching:session_groups", edition, pk)
    context = {
        "slot": slot,
        "form": form,
        "all_form": all_form,
        "groups": [
            {
                "group": group,
                "leaders": details.list_leaders(group.leaders),
                "projects": sorted(map(details.name_project, group.participations), key=_sort_by_name),
            }
            for group in slot.planned.groups
        ],
        "divided": list_divided_warnings(details, day=slot.day.date),
    }
    status = 422 if form.is_bound or all_form.is_bound else 200
    return render(request, "coaching/session/session_groups.html", context, status=status)


def _sort_by_name(project: Named) -> str:
    return normalise(project.name)  # É as E


def _form_groups(form: GroupsForm, slot: Slot, request: AuthenticatedRequest) -> bool:
    """Whether the groups are formed; a refusal is on the form."""
    if not form.is_valid():
        return False
    kwargs: Values = {"slot": slot, "actor": request.user, "at": timezone.now()}
    source = form.cleaned_data.get("source")
    with show_refusal(form):
        if source:
            groups = actions.copy_groups(source=source, **kwargs)
        else:
            groups = actions.form_groups(count=form.cleaned_data["count"], **kwargs)
        words = ngettext("%(count)d groupe est formé.", "%(count)d groupes sont formés.", len(groups))
        messages.success(request, words % {"count": len(groups)})
    return not form.errors


def _find_group(session: Session, pk: int) -> SlotGroup:
    groups = SlotGroup.objects.select_related("slot__day__session__edition", "room")
    group: SlotGroup = find_row(groups.filter(slot__day__session=session), session, pk)
    return group


@require_http_methods(["GET", "HEAD", "POST"])
@redirect_when_removed
def group(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    session = session_for(request, edition)
    instance = _find_group(session, pk)
    form = GroupForm(request.POST or None, instance=instance, session=session, rooms=list_rooms(session))
    if _save(request, form):
        return redirect("coaching:session_groups", edition, instance.slot_id)
    return form_page(
        request,
        form,
        form.initial["name"],
        lead=instance.slot.title,
        remove_label=_("Supprimer ce groupe…"),
        remove_title=_("Supprimer ce groupe ?"),
        remove_text=_("Ses projets ne sont plus dans aucun groupe de ce créneau."),
        remove_url="session_remove_group",
        object=instance,
    )


@require_POST
@redirect_when_removed
def remove_group(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    group = _find_group(session_for(request, edition), pk)
    actions.remove_group(group=group, actor=request.user, at=timezone.now())
    return redirect("coaching:session_groups", edition, group.slot_id)
