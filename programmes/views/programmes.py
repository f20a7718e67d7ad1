"""Programmes: created and changed by who looks after the site; their logo is everybody's once an edition is public."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.files import hand_out
from accelerator.web.forms import RefusalAsError, render_form
from accelerator.web.merging import lock_when_posted
from accelerator.web.shared import share_briefly
from programmes.actions import programmes as actions
from programmes.actions.roles import end_programme_role, give_programme_role
from programmes.forms.programmes import ProgrammeForm, ProgrammeRoleForm, inspect_logo
from programmes.models import Edition, Programme, ProgrammeRole
from programmes.queries import programme_history, visible_programmes
from programmes.regions import group_by_region, render_region_map


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Describe a programme; then comes its first edition."""
    form = ProgrammeForm(request.POST or None, request.FILES or None, inspection=inspect_logo(request))
    if request.method == "POST" and form.is_valid():
        programme = form.save(commit=False)
        actions.create_programme(
            programme=programme, actor=request.user, at=timezone.now(), logo=form.new_logo
        )
        messages.success(request, _("Le programme est créé. Créez maintenant sa première édition."))
        return redirect("programmes:new_edition")
    return render_form(request, "programmes/programme_form.html", {"form": form}, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AuthenticatedRequest, programme: str) -> HttpResponse:
    """Change a programme, and read who changed it before."""
    current = get_object_or_404(Programme, slug=programme)
    inspection = inspect_logo(request)
    with lock_when_posted(request, current):
        form = ProgrammeForm(
            request.POST or None, request.FILES or None, instance=current, inspection=inspection
        )
        if request.method == "POST" and form.is_valid():
            actions.change_programme(
                programme=form.instance,
                changed=form.changed_columns,
                actor=request.user,
                at=timezone.now(),
                logo=form.new_logo,
                drops_logo=bool(form.cleaned_data.get("drops_logo")),
            )
            messages.success(request, _("Le programme est enregistré."))
            return redirect("programmes:edit_programme", programme)
    context = {"form": form, "programme": current, "history": programme_history(current)}
    return render_form(request, "programmes/programme_form.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
def programme_roles(request: AuthenticatedRequest, programme: str) -> HttpResponse:
    """The people who may open the next edition or read every region; a form gives one of these rights."""
    current = get_object_or_404(Programme, slug=programme)
    form = ProgrammeRoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        with RefusalAsError(form, "email"):
            give_programme_role(
                programme=current,
                user=form.user,
                name=form.cleaned_data["name"],
                region=form.cleaned_data["region"],
                actor=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("%(person)s a ce droit.") % {"person": form.user})
            return redirect("programmes:programme_roles", programme)
    rights = ProgrammeRole.objects.active().filter(programme=current).select_related("user")
    context = {"form": form, "programme": current, "rights": rights}
    return render_form(request, "programmes/programme_roles.html", context, form)


@require_POST
def end_role(request: AuthenticatedRequest, programme: str, pk: int) -> HttpResponse:
    """Take a right back."""
    roles = ProgrammeRole.objects.select_related("programme", "user")
    role = get_object_or_404(roles, pk=pk, programme__slug=programme)
    if end_programme_role(role=role, actor=request.user, at=timezone.now()):
        messages.success(request, _("%(person)s n’a plus ce droit.") % {"person": role.user})
    return redirect("programmes:programme_roles", programme)


@share_briefly
def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """What a programme is, and its public editions by region, year after year."""
    at = timezone.now()
    editions = list(
        Edition.objects.public(at).filter(programme__slug=programme).select_related("programme", "call")
    )
    if not editions:
        raise Http404
    groups = group_by_region(editions)
    context = {
        "programme": editions[0].programme,
        "groups": groups,
        "map": render_region_map(groups),
    }
    return render(request, "programmes/programme.html", context)


@require_safe
def logo(request: HttpRequest, programme: str) -> FileResponse:
    """The picture, displayed in pages: the one kind of file that is no download, since it was redrawn here."""
    current = get_object_or_404(
        visible_programmes(request.user, timezone.now()).exclude(logo=""), slug=programme
    )
    return hand_out(current.logo, content_type="image/png", inline=True, cached="private, max-age=300")
