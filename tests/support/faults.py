"""Addresses that go wrong, for the tests of error pages."""

from typing import Any, NoReturn

from django.core.exceptions import SuspiciousOperation
from django.urls import path

from accelerator.urls import urlpatterns as site


def break_down(request: Any) -> NoReturn:
    raise RuntimeError("a fault of ours")


def suspect(request: Any) -> NoReturn:
    raise SuspiciousOperation


urlpatterns = [
    path("break-down/", break_down, name="break_down"),
    path("suspect/", suspect, name="suspect"),
    *site,
]
