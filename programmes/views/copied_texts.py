"""The texts that an edition took over: each old date or place in its sentence, to confirm or to replace."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Values
from accelerator.web.forms import RefusalAsMessage
from programmes.access import edition_for
from programmes.actions import copied_texts as actions
from programmes.copied_texts import open_mentions
from programmes.models import Edition

PAGE_SIZE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def manage_copied_texts(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    current_edition = edition_for(request, edition)
    if request.method == "POST":
        return _resolve(request, current_edition)
    waiting = open_mentions(current_edition)
    first = waiting[:PAGE_SIZE]
    groups = [(text, list(mentions)) for text, mentions in groupby(first, key=lambda waiting: waiting.text)]
    context = {
        "groups": groups,
        "count": len(waiting),
        "source": current_edition.cloned_from,
        "call": current_edition.call,
    }
    return render(request, "programmes/copied_texts.html", context)


def _resolve(request: AuthenticatedRequest, edition: Edition) -> HttpResponse:
    digests = request.POST.getlist("mention")
    who: Values = {"edition": edition, "actor": request.user, "at": timezone.now()}
    with RefusalAsMessage(request):
        if "replace" in request.POST:
            words = request.POST.get("words", "").replace("\0", "")
            actions.replace_mention(digest=digests[0] if digests else "", words=words, **who)
            messages.success(request, _("C’est remplacé."))
        elif actions.confirm_mentions(digests=digests, **who):
            messages.success(request, _("C’est noté."))
    return redirect("programmes:manage_copied_texts", edition.slug)
