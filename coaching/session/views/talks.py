"""Prepare a talk: its speakers and documents."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.models import Session, Slot, SlotResource, SlotSpeaker
from coaching.session.actions import talks as actions
from coaching.session.enums import SlotKind
from coaching.session.forms.talks import ResourceForm, SpeakerForm
from coaching.session.views.session import (
    find_row,
    form_page,
    redirect_when_removed,
    session_for,
    show_refusal,
)


def _find_slot(session: Session, pk: int) -> Slot:
    slots = Slot.objects.filter(kind__in=[SlotKind.PLENARY, SlotKind.GROUP])
    rows = slots.filter(day__session=session).select_related("day__session__edition")
    slot: Slot = find_row(rows, session, pk)
    return slot


@require_safe
@redirect_when_removed
def talk(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """The speakers and documents of a slot."""
    session = session_for(request, edition)
    slot = _find_slot(session, pk)
    context = {
        "slot": slot,
        "venue": session,
        "speakers": slot.speakers.select_related("user").order_by("pk"),
        "resources": slot.resources.order_by("added_at", "pk"),
    }
    return render(request, "coaching/session/session_talk.html", context)


def _save_speaker(request: AuthenticatedRequest, form: SpeakerForm) -> bool:
    """Whether it is saved; a refusal is on the form."""
    if request.method == "POST" and form.is_valid():
        with show_refusal(form):
            actions.save_speaker(speaker=form.instance, actor=request.user, at=timezone.now())
            return True
    return False


@require_http_methods(["GET", "HEAD", "POST"])
@redirect_when_removed
def add_speaker(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    session = session_for(request, edition)
    slot = _find_slot(session, pk)
    form = SpeakerForm(request.POST or None, instance=SlotSpeaker(slot=slot), edition=session.edition)
    if _save_speaker(request, form):
        return redirect("coaching:session_talk", edition, pk)
    return form_page(request, form, _("Ajouter un intervenant ou une intervenante"), lead=slot.title)


def _find_row(model: type[SlotResource] | type[SlotSpeaker], session: Session, pk: int) -> Any:
    rows = model.objects.select_related("slot__day__session__edition")
    return find_row(rows.filter(slot__day__session=session), session, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@redirect_when_removed
def speaker(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    session = session_for(request, edition)
    instance = _find_row(SlotSpeaker, session, pk)
    name = str(instance)
    form = SpeakerForm(request.POST or None, instance=instance, edition=session.edition)
    if _save_speaker(request, form):
        return redirect("coaching:session_talk", edition, instance.slot_id)
    return form_page(
        request,
        form,
        name,
        lead=instance.slot.title,
        object=instance,
        remove_label=_("Retirer cette personne…"),
        remove_title=_("Retirer cette personne ?"),
        remove_text=_("Elle l’apprend à la prochaine publication, si elle a un compte."),
        remove_url="session_remove_speaker",
    )


@require_POST
@redirect_when_removed
def remove_speaker(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    row = _find_row(SlotSpeaker, session_for(request, edition), pk)
    actions.remove_speaker(speaker=row, actor=request.user, at=timezone.now())
    return redirect("coaching:session_talk", edition, row.slot_id)


@require_http_methods(["GET", "HEAD", "POST"])
@redirect_when_removed
def add_resource(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    slot = _find_slot(session_for(request, edition), pk)
    form = ResourceForm(request.POST or None, request.FILES or None, instance=SlotResource(slot=slot))
    if request.method == "POST" and form.is_valid():
        with show_refusal(form):
            actions.add_resource(
                resource=form.instance, checked=form.checked, actor=request.user, at=timezone.now()
            )
            messages.success(request, _("Le document est joint : il se lit dès maintenant."))
            return redirect("coaching:session_talk", edition, pk)
    return form_page(request, form, _("Joindre un document"), lead=slot.title)


@require_http_methods(["GET", "HEAD", "POST"])
@redirect_when_removed
def resource(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    instance = _find_row(SlotResource, session_for(request, edition), pk)
    title = instance.title
    form = ResourceForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        with show_refusal(form):
            actions.edit_resource(resource=form.instance, actor=request.user, at=timezone.now())
            return redirect("coaching:session_talk", edition, instance.slot_id)
    return form_page(
        request,
        form,
        title,
        lead=instance.slot.title,
        object=instance,
        remove_label=_("Retirer ce document…"),
        remove_title=_("Retirer ce document ?"),
        remove_text=_("Il disparaît aussitôt pour tout le monde, et son fichier avec lui."),
        remove_url="session_remove_resource",
    )


@require_POST
@redirect_when_removed
def remove_resource(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    row = _find_row(SlotResource, session_for(request, edition), pk)
    actions.remove_resource(resource=row, actor=request.user, at=timezone.now())
    return redirect("coaching:session_talk", edition, row.slot_id)
