"""Sign in and out, by a code or a personal link; one's own profile."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings as allauth_settings
from allauth.account.internal.flows.logout import logout
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language as set_language_cookie

from accelerator.accounts import actions, links
from accelerator.accounts.forms import ProfileForm, SignInCodeForm, SignInForm
from accelerator.accounts.middleware import language_for
from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.outbox.delivery import measure_delay
from accelerator.types import Context
from accelerator.web.forms import render_form


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
    return render_form(request, "accounts/profile.html", {"form": form, "is_new": is_new}, form)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch this browser to a language, and the mails of the person who is signed in with it."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        actions.choose_language(user=request.user, language=language)
    response: HttpResponse = set_language_cookie(request)
    return response


SHORT_WAIT = timedelta(minutes=1)
"""A code that leaves within it is on its way."""
ADDRESS_KEY = "sign_in_address"
COMING_IN = {"account_login", "account_request_login_code", "account_confirm_login_code"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The address; a code leaves for it, whether we know it or not."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(
            get_next_redirect_url(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
        )
    form = SignInForm(request.POST or None, initial={"email": request.session.get(ADDRESS_KEY, "")})
    if request.method == "POST" and form.is_valid():
        request.session[ADDRESS_KEY] = form.cleaned_data["email"]
        try:
            actions.send_code(request, email=form.cleaned_data["email"])
        except actions.TooManyCodes:
            form.add_error(
                "email", _("Plusieurs codes viennent d’être demandés. Attendez une minute, puis réessayez.")
            )
        else:
            return redirect(_add_next(request, "account_confirm_login_code"))
    return render_form(request, "account/sign_in.html", {"form": form}, form)


class CodeView(ConfirmLoginCodeView):
    """The code received by mail: five tries, ten minutes, then another one is asked for."""

    template_name = "account/code.html"
    _process: Any

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        if getattr(self, "_process", None) or request.user.is_authenticated:
            return response
        if request.method == "POST" or hasattr(self, "_process"):
            messages.error(request, _("Ce code a expiré. Demandez-en un nouveau."))
        return redirect(_find_code_page(request))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Tries are counted outside the session: those sent all at once would each count as the first.

        A code is worth nothing once its address is not the account's any more.
        """
        if self._process.user and self._process.user.email != self._process.state["email"]:
            self._process.abort()
            messages.error(request, _("Ce code a expiré. Demandez-en un nouveau."))
            return redirect(_find_code_page(request))
        if self._action == "verify" and request.POST.get("code", "").strip():
            email, requested_at = self._process.state["email"], self._process.state["at"]
            if not actions.may_try_code(email=email, requested_at=requested_at, at=timezone.now()):
                self._process.abort()
                return self._offer_another_code()
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        return response

    def _offer_another_code(self) -> HttpResponse:
        messages.error(self.request, _("Cinq codes faux : celui-ci ne sert plus. Demandez-en un nouveau."))
        return redirect(_find_code_page(self.request))

    def get_form_class(self) -> type[Form]:
        return Form if self._action == "resend" else SignInCodeForm

    def form_invalid(self, form: Form) -> HttpResponse:
        typed = form.data.get("code", "").strip()
        if typed and not self._process.record_invalid_attempt():
            return self._offer_another_code()
        page: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return page

    def get_context_data(self, **kwargs: object) -> Context:
        tries = allauth_settings.LOGIN_BY_CODE_MAX_ATTEMPTS - self._process.state["failed_attempts"]
        context: Context = super().get_context_data(**kwargs)
        return {
            **context,
            "tries_left": tries if self._process.state["failed_attempts"] else 0,
            "delay": measure_delay(at=timezone.now()) // SHORT_WAIT,
            "unnamed": self.request.session.get(actions.UNNAMED_KEY, False),
        }

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        try:
            actions.ensure_few_codes(self.request, email=self._process.state["email"])
        except actions.TooManyCodes:
            messages.error(
                self.request,
                _("Plusieurs codes viennent d’être demandés. Attendez une minute, puis réessayez."),
            )
        else:
            self._process.resend()
            messages.success(self.request, _("Un nouveau code arrive. L’ancien ne sert plus."))
        return redirect(_add_next(self.request, "account_confirm_login_code"))


code = sensitive_post_parameters("code")(CodeView.as_view())


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, or give up signing in. The message is in the language of the next page, which is no longer the person's
    own."""
    logout(request, show_message=False)
    with translation.override(language_for(request) or translation.get_language()):
        messages.success(request, _("Vous êtes déconnecté de cet appareil."))
    return HttpResponseRedirect(get_next_redirect_url(request) or resolve_url(settings.LOGOUT_REDIRECT_URL))


def account_closed(request: HttpRequest) -> HttpResponse:
    """The account was closed."""
    return render(request, "account/closed.html")


def not_recognised(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token. Somebody who came in by another tab meanwhile goes where this one leads."""
    page = request.resolver_match
    if request.user.is_authenticated and page and page.view_name in COMING_IN:
        return redirect(request.get_full_path())
    return csrf_failure(request, reason)


def _find_code_page(request: HttpRequest) -> str:
    """The page that requests another code: the page of the link that requested this one, else the sign-in page."""
    if request.session.get(actions.UNNAMED_KEY, False):
        return get_next_redirect_url(request) or reverse("account_login")
    return _add_next(request, "account_login")


def _add_next(request: HttpRequest, url_name: str) -> str:
    following = get_next_redirect_url(request)
    return reverse(url_name) + (f"?{urlencode({'next': following})}" if following else "")
