"""The edition whose dossiers are exported."""

from tests import factories
from tests.support.exchange import QUESTIONS
from tests.support.shared import share_world


def build_world() -> factories.World:
    return factories.edition_with(form=factories.published_form(*QUESTIONS))


built, world = share_world(build_world)
