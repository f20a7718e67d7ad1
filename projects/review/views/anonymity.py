"""The anonymous phase, for organisers: on and off, which answers identify, and each dossier as jurors get it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from programmes.access import edition_for
from programmes.models import Edition
from projects.anonymity import actions
from projects.anonymity.models import MaskChoice
from projects.models import Application, MaskOverride
from projects.review.forms import MaskedWordForm, MaskForm
from projects.review.queries.anonymity import list_identifying_choices, read_preview

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def manage_anonymity(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Whether the committee reads who applies, which answers say it, and the dossiers to read again."""
    current_edition = edition_for(request, edition)
    if request.method == "POST" and "do" in request.POST:
        with RefusalAsMessage(request):
            _change_phase(request, current_edition)
        return redirect("projects:manage_anonymity", edition=edition)
    groups = list_identifying_choices(current_edition)
    form = MaskForm(groups, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.choose_identifying_questions(
            edition=current_edition, choices=form.read_choices(), actor=request.user, at=timezone.now()
        )
        messages.success(request, _("C’est enregistré : le comité lit les dossiers ainsi."))
        return redirect("projects:manage_anonymity", edition=edition)
    dossiers = Application.objects.read_by_organiser(request.user).for_edition(current_edition)
    context = {
        "edition": current_edition,
        "form": form,
        "groups": groups,
        "page": Paginator(dossiers.in_review().order_by("reference"), PAGE_SIZE).get_page(
            request.GET.get("page")
        ),
    }
    return render_form(request, "projects/review/manage_anonymity.html", context, form)


def _change_phase(request: AuthenticatedRequest, edition: Edition) -> None:
    act = request.POST["do"]
    if act == "begin":
        actions.begin_anonymous_review(edition=edition, actor=request.user, at=timezone.now())
        messages.success(
            request, _("L’évaluation est anonyme : relisez maintenant ce que chaque dossier masque.")
        )
    elif act == "open" and request.POST.get("confirmed") == "yes":
        actions.open_identities(edition=edition, actor=request.user, at=timezone.now())
        messages.success(request, _("Les identités sont ouvertes : le comité lit qui candidate."))


@require_http_methods(["GET", "HEAD", "POST"])
def anonymous_dossier(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """One dossier as jurors get it; a POST masks a word or leaves one, withholds a file or hands it out."""
    current_edition = edition_for(request, edition)
    dossiers = Application.objects.read_by_organiser(request.user).for_edition(current_edition)
    application = get_object_or_404(dossiers.select_related("call__edition", "sheet"), reference=ref)
    form = MaskedWordForm(request.POST if "word" in request.POST else None)
    if request.method == "POST" and form.is_bound and form.is_valid():
        with RefusalAsError(form, "word"):
            _override(request, application, MaskChoice.MASK, form.cleaned_data["word"])
            return redirect("projects:anonymous_dossier", edition=edition, ref=ref)
    elif request.method == "POST" and not form.is_bound:
        with RefusalAsMessage(request):
            _apply(request, application)
        return redirect("projects:anonymous_dossier", edition=edition, ref=ref)
    context = {
        "edition": current_edition,
        "application": application,
        "preview": read_preview(application),
        "form": form,
    }
    return render_form(request, "projects/review/anonymous_dossier.html", context, form)


def _apply(request: AuthenticatedRequest, application: Application) -> None:
    """A button of the page: its name is the choice, its value the word or the file."""
    posted = request.POST
    for choice in (MaskChoice.LEAVE, MaskChoice.WITHHOLD, MaskChoice.HAND_OUT):
        if value := posted.get(choice):
            _override(request, application, choice, value)
            return
    key = posted.get("remove", "")
    number = int(key) if key.isdecimal() and len(key) < 18 else 0
    override = get_object_or_404(MaskOverride.objects.filter(application=application), pk=number)
    actions.remove_override(override=override, actor=request.user, at=timezone.now())
    messages.success(request, _("C’est annulé : ce que le logiciel trouve compte de nouveau."))


def _override(
    request: AuthenticatedRequest, application: Application, choice: MaskChoice, value: str
) -> None:
    actions.override_mask(
        application=application, choice=choice, value=value, actor=request.user, at=timezone.now()
    )
    messages.success(request, _("C’est enregistré : le comité lit ce dossier ainsi."))
