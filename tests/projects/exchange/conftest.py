"""The edition whose dossiers are exported."""

import pytest

from tests import factories
from tests.support.exchange import QUESTIONS


@pytest.fixture
def world() -> factories.World:
    return factories.edition_with(form=factories.published_form(*QUESTIONS))
