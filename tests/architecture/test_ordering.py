"""Lists come in an order somebody chose.

Rows without one are shuffled in every test: see ``tests/support/guards.py``.
"""

from typing import Any

import pytest
from django.apps import apps

PACKAGES = ("accelerator", "programmes", "projects", "coaching")
NEVER_LISTED = {"AnswerSheet"}
"""Reached through their owner, one at a time."""

MODELS = [model for model in apps.get_models() if model.__module__.startswith(PACKAGES)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_has_an_order(model: Any) -> None:
    if model.__name__ in NEVER_LISTED:
        pytest.skip("never listed")

    assert model._meta.ordering
