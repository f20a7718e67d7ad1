"""Types of fixtures, for the signatures of tests."""

from collections.abc import Callable
from typing import Any

from django.test import Client

AsUser = Callable[..., Client]
"""``as_user(someone)``: a browser of their own, already signed in."""
BuildOnce = Callable[..., Any]
"""``build_once(build, **options)``: what ``build`` returns, built once for the module."""
