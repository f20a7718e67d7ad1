"""The axes of an edition, for its organisers: a preset in one click, then each word of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.canvas.actions import axes as actions
from coaching.canvas.forms.axes import AxisFormSet, axis_lines
from coaching.canvas.presets import PRESETS
from coaching.canvas.queries.axes import find_used_axes
from programmes.access import edition_for


@require_http_methods(["GET", "HEAD", "POST"])
def manage_axes(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The list, changed as a whole. Three queries."""
    shown = edition_for(request, edition)
    used = find_used_axes(shown)
    axes = AxisFormSet(
        request.POST or None, instance=shown, used=used, queryset=shown.axes.order_by("position", "pk")
    )
    if request.method == "POST" and axes.is_valid():
        actions.save_axes(edition=shown, lines=axis_lines(axes), actor=request.user, at=timezone.now())
        messages.success(request, _("Les axes sont enregistrés."))
        return redirect("coaching:manage_axes", edition)
    context = {"axes": axes, "presets": PRESETS.values(), "used": used, "has_axes": axes.initial_form_count()}
    return render(request, "coaching/canvas/manage_axes.html", context, status=422 if axes.is_bound else 200)


@require_POST
def load_axes(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """One click: the axes of a preset, for an edition that has none."""
    shown = edition_for(request, edition)
    preset = PRESETS.get(request.POST.get("preset", ""))
    if preset is None:
        raise Http404
    if actions.load_preset(edition=shown, preset=preset, actor=request.user, at=timezone.now()):
        messages.success(request, _("Les axes sont choisis : changez leurs mots si vous le souhaitez."))
    else:
        messages.info(request, _("Cette édition a déjà des axes."))
    return redirect("coaching:manage_axes", edition)
