"""Following a dossier: who does, its tags, the notes between organisers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.transitions import TransitionRefused
from projects.models import Note
from projects.triage.access import find_organised_application
from projects.triage.actions import tags
from projects.triage.forms import FollowForm, NoteForm
from projects.triage.queries import colleagues, tags_of
from projects.triage.views.applications import list_query, show, to_dossier


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """Who follows the dossier, and the tags it wears."""
    dossier = find_organised_application(request, edition, ref)
    current = dossier.call.edition
    form = FollowForm(
        request.POST if request.method == "POST" else None,
        application=dossier,
        tags=tags_of(current),
        colleagues=colleagues(current),
    )
    if form.is_bound and form.is_valid():
        try:
            tags.follow(
                application=dossier,
                colleague=form.person,
                tags=form.cleaned_data.get("tags", []),
                new_tag=form.cleaned_data["new_tag"],
                actor=current_user(request),
                at=timezone.now(),
            )
        except TransitionRefused as refusal:
            form.add_error("colleague", refusal.message)
        else:
            messages.success(request, _("Le suivi du dossier est à jour."))
            return to_dossier(request, dossier)
    context = {"application": dossier, "edition": current, "form": form, "list_query": list_query(request)}
    return render(
        request, "projects/triage/application_follow.html", context, status=422 if form.is_bound else 200
    )


@require_POST
def add_note(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """Save a remark for colleagues."""
    dossier = find_organised_application(request, edition, ref)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, dossier, note_form=form)
    tags.add_note(
        application=dossier, text=form.cleaned_data["text"], author=current_user(request), at=timezone.now()
    )
    messages.success(request, _("La note est gardée, pour l’équipe seulement."))
    return to_dossier(request, dossier)


@require_POST
def remove_note(request: AuthenticatedRequest, edition: str, ref: str, pk: int) -> HttpResponse:
    """Take one's own note back; a colleague's stays."""
    dossier = find_organised_application(request, edition, ref)
    note = get_object_or_404(Note, pk=pk, application=dossier, author=request.user)
    tags.remove_note(note=note, actor=current_user(request), at=timezone.now())
    messages.success(request, _("La note est retirée."))
    return to_dossier(request, dossier)
