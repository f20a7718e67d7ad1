"""``/dev/mails/``: the mails that the local set-up keeps instead of sending; only when DEBUG."""

from collections.abc import Callable
from functools import wraps

from csp.decorators import csp, csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accelerator.outbox import mailbox

View = Callable[..., HttpResponseBase]

# A mail has inline styles and no script; it is shown in a frame of our own page, its links opening beside it.
BODY_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:", "https:"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-top-navigation-by-user-activation", "allow-popups", "allow-popups-to-escape-sandbox"],
}


def only_in_development(view: View) -> View:
    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not settings.DEBUG:
            raise Http404
        return require_safe(view)(request, *args, **kwargs)

    return wrapper


@only_in_development
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest first, to everybody or to one address."""
    address = request.GET.get("to", "").strip()
    return render(request, "mails/inbox.html", {"mails": mailbox.latest(address), "address": address})


@only_in_development
@csp_replace({"frame-src": ["'self'"]})  # type: ignore[arg-type]
def message(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its headers, its body in a frame, its text below."""
    mail = _find_mail(name)
    context = {
        "mail": mail,
        "text": mailbox.words(mail, "plain"),
        "has_html": bool(mailbox.words(mail, "html")),
    }
    return render(request, "mails/message.html", context)


@only_in_development
@xframe_options_sameorigin
@csp(BODY_POLICY)  # type: ignore[arg-type]
def body(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a mail, as a mail reader shows it: no script, no form, nothing of ours."""
    html = mailbox.words(_find_mail(name), "html").replace("<head>", '<head><base target="_top">')
    return HttpResponse(html)


def _find_mail(name: str) -> mailbox.StoredMail:
    mail = mailbox.read(name)
    if mail is None:
        raise Http404
    return mail
