"""The addresses of the site. Each app brings its own; ``permissions.py`` has their rows of the visibility table."""

from django.conf import settings
from django.urls import include, path

from accelerator.api.site import list_urls
from accelerator.companies import invented
from accelerator.outbox import views as mails
from accelerator.web import health, views
from programmes.views import public

handler500 = "accelerator.web.middleware.answer_fault"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", health.security_txt, name="security_txt"),
    path("account/", include("accelerator.accounts.urls")),
    path("api/v1/", list_urls()),
    path("", include("accelerator.api.urls")),
    path("", public.home, name="home"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("legal/", public.legal, name="legal"),
    path("", include("programmes.urls")),
    path("", include("projects.urls")),
    path("", include("coaching.urls")),
]

_mails = [
    path("mails/", mails.inbox, name="inbox"),
    path("mails/<str:name>/", mails.message, name="message"),
    path("mails/<str:name>/body/", mails.body, name="body"),
]
development = [
    path("dev/", include(([path("components/", views.components, name="components")], "dev"))),
    path("dev/", include(([path("companies/search", invented.search, name="invented")], "companies"))),
    path("dev/", include((_mails, "mails"))),
]
"""Only in DEBUG."""

if settings.DEBUG:
    urlpatterns += development
