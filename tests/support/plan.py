"""Plans made for tests."""

from typing import Any

from coaching.ideas.enums import Verdict
from coaching.models import ActionItem, Blocker, Contribution, Need
from projects.models import Participation
from tests import factories

SAVED = {"created_at": factories.NOW, "saved_at": factories.NOW}


def blocker(place: Participation, text: str = "Les équipes n’ont pas le temps", **columns: Any) -> Blocker:
    return Blocker.objects.create(participation=place, text=text, **SAVED, **columns)


def action(place: Participation, line: str = "Libérer une heure par semaine", **columns: Any) -> ActionItem:
    return ActionItem.objects.create(participation=place, line=line, **SAVED, **columns)


def need(place: Participation, sentence: str = "Une ergonome, deux jours", **columns: Any) -> Need:
    return Need.objects.create(participation=place, sentence=sentence, **SAVED, **columns)


def idea(place: Participation, text: str = "Filmer les gestes", **columns: Any) -> Contribution:
    """An idea that those who hold the project kept."""
    values = {"author_name": "Ariane Pair", "verdict": Verdict.KEEP, **columns}
    return Contribution.objects.create(participation=place, text=text, **SAVED, **values)
