"""A dossier that was sent, in its edition."""

from tests.support.completions import world_with_one
from tests.support.shared import share_world

built, world_and_dossier = share_world(world_with_one)
