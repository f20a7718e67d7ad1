"""The news of a finished edition and of its projects."""

from dataclasses import dataclass

from accelerator.data_files import build
from coaching.demo.edition import LoadedEdition
from coaching.demo.reader import DATA, read_toml
from coaching.models import GalleryItem
from coaching.posts.actions import propose_post, publish_post, write_post
from projects.models import Participation


@dataclass(frozen=True, kw_only=True)
class PostData:
    """Of a project, or of the edition; ``pictures`` by their captions. What is not ``published`` is proposed."""

    day: int
    title: str
    body: str
    application: str = ""
    title_en: str = ""
    body_en: str = ""
    pictures: tuple[str, ...] = ()
    published: bool = False


def read_posts(folder: str) -> list[PostData]:
    """Raises ``DataError``."""
    path = DATA / folder / "posts.toml"
    rows = read_toml(path).get("posts", []) if path.exists() else []
    return [build(PostData, row, f"{folder}/posts.toml: {number}") for number, row in enumerate(rows)]


def publish_news(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """Publish the news up to now. Side effects: those of the actions."""
    for data in read_posts(loaded.data.slug):
        at = loaded.calendar.at(data.day, "10:20")
        if at > loaded.calendar.now:
            continue
        place = participations.get(data.application)
        pictures = GalleryItem.objects.filter(
            session__edition=loaded.edition, caption__in=data.pictures
        ).exclude(published_at=None)
        author = loaded.holders[data.application] if place else loaded.session_organiser
        post = write_post(
            edition=loaded.edition,
            project=place.project if place else None,
            words={
                "title_fr": data.title, "title_en": data.title_en, "body_fr": data.body.strip(),
                "body_en": data.body_en.strip(),
            },
            pictures=list(pictures),
            actor=author,
            at=at,
            by_project=bool(place),
        )  # fmt: skip
        if place:
            propose_post(post=post, actor=author, at=at)
        if data.published:
            publish_post(post=post, actor=loaded.session_organiser, at=at)
