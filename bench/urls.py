"""The application's addresses, and the floor: what a bare view with one indexed query costs here."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from accelerator.urls import urlpatterns as product_urlpatterns
from accelerator.web import access
from programmes.models import Edition


def floor(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Edition.objects.values_list("name", flat=True).get(slug="bench"))


urlpatterns = [path("bench/floor/", floor, name="bench_floor"), *product_urlpatterns]
access.declare(access.rows("bench_floor", access.PUBLIC))
