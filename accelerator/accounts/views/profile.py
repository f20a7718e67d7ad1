"""One's own page: name, function, phone, language."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language as set_language_cookie

from accelerator.accounts import actions
from accelerator.accounts.forms import ProfileForm
from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: AuthenticatedRequest) -> HttpResponse:
    """A first sign-in comes by here for a name, then goes on."""
    user = get_object_or_404(User, pk=request.user.pk)
    is_new = not user.name
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        actions.save_profile(user=user, changed=form.changed_data, actor=user, at=timezone.now())
        response = redirect(resolve_url(settings.LOGIN_REDIRECT_URL) if is_new else "accounts:profile")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, user.language, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax"
        )
        with translation.override(user.language):
            messages.success(request, _("Votre profil est enregistré."))
        return response
    status = 422 if form.is_bound else 200
    return render(request, "accounts/profile.html", {"form": form, "is_new": is_new}, status=status)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch this browser to a language, and the mails of the person who is signed in with it."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        actions.choose_language(user=request.user, language=language)
    response: HttpResponse = set_language_cookie(request)
    return response
