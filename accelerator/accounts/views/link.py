"""Coming in by a personal link: shown first, used by a click, so that mail scanners use nothing up."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.accounts import actions, links


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        user = links.read(token)
        if request.method == "POST":
            links.use(user, at=timezone.now())
            return actions.admit(request, user=user)
    except links.LinkProblem as problem:
        if request.user.is_authenticated and request.user.email == problem.email:
            return redirect(settings.LOGIN_REDIRECT_URL)
        return render(request, "accounts/link_problem.html", {"problem": problem}, status=410)
    return render(request, "accounts/link.html", {"person": user})
