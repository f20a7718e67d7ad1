"""Lists come in an order somebody chose.

Rows without one are shuffled in every test: see ``tests/support/guards.py``.
"""

from django.apps import apps

PACKAGES = ("accelerator", "programmes", "projects", "coaching")
NEVER_LISTED = {"AnswerSheet"}
"""Reached through their owner, one at a time."""


def test_every_model_has_an_order() -> None:
    models = [model for model in apps.get_models() if model.__module__.startswith(PACKAGES)]
    assert models

    without = {model.__name__ for model in models if not model._meta.ordering}

    assert without - NEVER_LISTED == set()
