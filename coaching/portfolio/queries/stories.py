"""The story of a project from its answers: its beginning, the important support, its present state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.questionnaires.indicators import name_indicator
from coaching.followup.enums import CommitmentState
from coaching.models import Commitment, GalleryItem
from coaching.surveys.results.indicators import IndicatorAnswer, IndicatorSeries, ProjectState
from programmes.models import Edition
from projects.models import Participation


@dataclass(frozen=True)
class StoryPicture:
    url: str
    alt: str
    credit: str


@dataclass
class ProjectStory:
    """A project in the results of its edition, before and after. ``before`` and ``after``: answers to the same
    questions, a line each; ``counted``: its words, by agreement, or its support.
    """

    place: int
    title: str
    href: str
    before: list[str] = field(default_factory=list)
    counted: str = ""
    supports: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    picture: StoryPicture | None = None


def read_stories(
    edition: Edition,
    places: Mapping[int, Participation],
    series: Sequence[IndicatorSeries],
    states: Mapping[int, Sequence[ProjectState]],
    words: Mapping[int, str],
    commitments: Iterable[Commitment],
) -> list[ProjectStory]:
    """The stories of ``places``, read with their ``story``, in the order of the organisers. One query, none without
    stories."""
    chosen = sorted((place.story.rank, key) for key, place in places.items() if hasattr(place, "story"))
    keys = [key for _rank, key in chosen]
    pictures = _find_pictures(edition, keys) if keys else {}
    stories = {key: _start_story(places[key], words.get(key, ""), pictures.get(key)) for key in keys}
    for indicator in series:
        for key, story in stories.items():
            _add_levels(story, indicator, key)
    for key, story in stories.items():
        if answers := states.get(key):
            values = {"state": answers[-1].label, "months": answers[-1].months}
            story.after.insert(0, _("%(state)s, à %(months)d mois") % values)
    for commitment in commitments:
        if commitment.participation_id in stories and commitment.state == CommitmentState.DONE:
            stories[commitment.participation_id].supports.append(f"{commitment.what} ({commitment.body})")
    return list(stories.values())


def _start_story(place: Participation, words: str, picture: StoryPicture | None) -> ProjectStory:
    href = reverse("coaching:project_timeline", args=[place.project.slug])
    return ProjectStory(place.pk, place.project.title, href, counted=words, picture=picture)


def _add_levels(story: ProjectStory, indicator: IndicatorSeries, place: int) -> None:
    """Add the first and the last answer of this project, if there are two."""
    own = [
        (moment, answer)
        for moment, answers in sorted(indicator.answers.items(), key=lambda pair: pair[0])
        for answer in answers
        if answer.place == place
    ]
    if len(own) > 1:
        story.before.append(_describe_level(indicator, own[0][1]))
        story.after.append(_describe_level(indicator, own[-1][1]))


def _describe_level(indicator: IndicatorSeries, answer: IndicatorAnswer) -> str:
    ladder = indicator.ladder
    level = f"{answer.level} / {ladder.highest}" if ladder.is_scale else ladder.describe_level(answer.level)
    name = name_indicator(indicator.question.indicator)
    return _("%(indicator)s : %(level)s") % {"indicator": name, "level": level}


def _find_pictures(edition: Edition, places: Sequence[int]) -> dict[int, StoryPicture]:
    """The latest picture of each project that everybody on it lets be public. One query."""
    rows = GalleryItem.objects.publishable().filter(participation__in=places).exclude(thumb="")
    return {
        item.participation_id: StoryPicture(
            reverse("coaching:gallery_thumb", args=[edition.slug, item.uid]), item.alt, item.author
        )
        for item in rows.order_by("added_at", "pk")
        if item.participation_id
    }
