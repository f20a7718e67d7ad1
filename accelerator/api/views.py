"""One's own tokens, and the document of the API for people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import current_user
from accelerator.api import actions
from accelerator.api.forms import TokenForm
from accelerator.api.models import PREFIX, ApiToken
from accelerator.api.reference import read_groups
from accelerator.api.site import api
from accelerator.web.forms import RefusalAsError, render_form


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens of the person, or create one. Only this response displays the new key."""
    at, user, secret = timezone.now(), current_user(request), ""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalAsError(form):
            _token, secret = actions.create_token(user=user, at=at, **form.cleaned_data)
            form = TokenForm()
    rows = ApiToken.objects.filter(user=user)
    context = {
        "form": form,
        "secret": secret,
        "header": f"Authorization: Bearer {PREFIX}…",
        "usable": rows.usable(at),
        "ended": rows.exclude(pk__in=rows.usable(at).order_by().values("pk")),
    }
    return render_form(request, "api/tokens.html", context, form)


@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    user = current_user(request)
    token = get_object_or_404(ApiToken, pk=pk, user=user)
    actions.revoke_token(token=token, actor=user, at=timezone.now())
    messages.success(request, _("Le jeton « %(name)s » ne sert plus.") % {"name": token.name})
    return redirect("api_tokens:tokens")


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Every address of the API, what it takes and what it answers."""
    document = api.get_openapi_schema()
    groups = read_groups(document)
    example = request.build_absolute_uri("/api/v1/editions")
    context = {"groups": groups, "about": document["info"]["description"], "example": f"curl {example}"}
    return render(request, "api/reference.html", context)
