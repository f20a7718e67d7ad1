"""The search of every header, as a person uses it."""

from typing import Any

from django.test import Client
from django.urls import reverse

from projects.models import Application, SearchEntry


def write_names(*applications: Application, words: str = "") -> None:
    """What sending these dossiers leaves to the search; ``words``, what they say."""
    SearchEntry.objects.bulk_create(
        SearchEntry(
            application=dossier,
            call_id=dossier.call_id,
            words=f"{dossier.reference} {dossier.title} {dossier.holder_name} {words}",
            names=f"{dossier.reference} {dossier.title} {dossier.structure_name}",
        )
        for dossier in applications
    )


def search_for(client: Client, typed: str, **query: str) -> dict[str, list[tuple[str, str]]]:
    """The titles and addresses that a search finds, by group."""
    response = client.get(reverse("programmes:search"), {"q": typed, **query})
    assert response.status_code == 200
    groups: Any = response.context["groups"]
    return {group.name: [(result.title, result.url) for result in group.results] for group in groups}
