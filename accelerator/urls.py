"""The addresses of the site. Each app brings its own; ``permissions.py`` holds their rows of the visibility table."""

from django.conf import settings
from django.urls import include, path

from accelerator.api.site import list_urls
from programmes.views import public

handler500 = "accelerator.web.errors.answer_fault"

urlpatterns = [
    path("account/", include("accelerator.accounts.urls")),
    path("api/v1/", list_urls()),
    path("", include("accelerator.api.urls")),
    path("", include("accelerator.web.health_urls")),
    path("", public.home, name="home"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("legal/", public.legal, name="legal"),
    path("", include("programmes.urls")),
    path("", include("projects.urls")),
    path("", include("coaching.urls")),
]

if settings.DEBUG:
    urlpatterns += [
        path("", include("accelerator.web.urls")),
        path("dev/companies/", include("accelerator.companies.urls")),
        path("dev/", include("accelerator.outbox.urls")),
    ]
