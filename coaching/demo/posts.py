"""The gallery of a finished edition, its pictures rendered here, and its news."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import Image

from accelerator.data_files import build
from accelerator.questionnaires.pictures import render_content
from coaching.canvas.enums import CanvasMoment
from coaching.demo.drawings import DRAWINGS, render_radar
from coaching.demo.edition import LoadedEdition
from coaching.demo.reader import DATA, read_toml
from coaching.gallery.actions import Origin, add_pictures, add_video, describe_picture, publish_pictures
from coaching.gallery.enums import PictureKind
from coaching.models import Attendee, AxisReading, CanvasItem, GalleryItem, Session, Slot
from coaching.posts.actions import propose_post, publish_post, write_post
from projects.models import Participation


@dataclass(frozen=True, kw_only=True)
class PictureData:
    """``drawing``: one of ``DRAWINGS``, ``radar``, or none for a link. A frieze and a radar show the canvases of the
    project.

    ``day`` and ``hour`` give the slot; ``author`` is an attendee.
    """

    alt: str
    day: int
    hour: str
    kind: str = "photo"
    drawing: str = ""
    title: str = ""
    lines: tuple[str, ...] = ()
    link: str = ""
    caption: str = ""
    application: str = ""
    author: str = ""
    depicts: str = "nobody"
    people: tuple[str, ...] = ()
    published: bool = False

    def __post_init__(self) -> None:
        if not self.link and self.drawing not in (*DRAWINGS, "radar"):
            raise ValueError(f"no drawing is called {self.drawing!r}")


def read_pictures(folder: str) -> list[PictureData]:
    """Raises ``DataError``."""
    path = DATA / folder / "gallery.toml"
    rows = read_toml(path).get("pictures", []) if path.exists() else []
    return [build(PictureData, row, f"{folder}/gallery.toml: {number}") for number, row in enumerate(rows)]


def fill_gallery(loaded: LoadedEdition, session: Session, participations: dict[str, Participation]) -> None:
    """Add the pictures up to now, publish some. Side effects: those of the actions."""
    public = []
    for number, data in enumerate(read_pictures(loaded.data.slug)):
        at = loaded.calendar.at(data.day, data.hour) + timedelta(minutes=40 + number)
        if at > loaded.calendar.now:
            continue
        item = _add(loaded, session, data, participations.get(data.application), at)
        if data.published:
            public.append(str(item.uid))
    at = loaded.calendar.at(2, "10:00")
    if public and at <= loaded.calendar.now:
        publish_pictures(session=session, uids=public, actor=loaded.session_organiser, at=at)


def _add(
    loaded: LoadedEdition, session: Session, data: PictureData, place: Participation | None, at: datetime
) -> GalleryItem:
    when = loaded.calendar.day(data.day)
    slot = Slot.objects.filter(day__session=session, day__date=when, starts_at=data.hour).first()
    people = {row.name: row for row in Attendee.objects.filter(session=session).select_related("user")}
    author = people.get(data.author)
    origin = Origin(
        author.user if author else loaded.session_organiser,
        slot=slot,
        participation=place,
        author=data.author,
    )
    common = {"session": session, "origin": origin, "at": at}
    if data.link:
        item = add_video(link=data.link, **common)  # type: ignore[arg-type]
    else:
        buffer = io.BytesIO()
        _render(data, place).save(buffer, "PNG")
        picture = render_content(buffer.getvalue())
        [item] = add_pictures(kind=PictureKind(data.kind), pictures=[picture], **common)  # type: ignore[arg-type]
    describe_picture(
        item=item,
        alt=data.alt,
        depicts=data.depicts,
        people=[people[name] for name in data.people],
        caption=data.caption,
        actor=origin.person,
        at=at,
    )
    return item


def _render(data: PictureData, place: Participation | None) -> Image.Image:
    if data.drawing == "radar":
        return render_radar(data.title, _read_levels(place))
    lines = data.lines or data.people
    if data.drawing == "frieze" and place is not None and not lines:
        items = CanvasItem.objects.active().filter(canvas__participation=place).exclude(kind="stakeholder")
        lines = tuple(items.order_by("position", "pk").values_list("label", flat=True)[:5])
    return DRAWINGS[data.drawing](data.title, lines)


def _read_levels(place: Participation | None) -> list[tuple[str, int]]:
    """The axes that have a level in the map of the project, in order."""
    rows = AxisReading.objects.active().filter(
        canvas__participation=place, canvas__moment=CanvasMoment.SESSION, level__isnull=False
    )
    readings = rows.select_related("axis").order_by("axis__family", "axis__position", "pk")
    return [(row.axis.label_fr, row.level or 0) for row in readings][:12]


@dataclass(frozen=True, kw_only=True)
class PostData:
    """News of a project or of the edition; ``pictures`` by their captions. Unless ``published``, it is only
    proposed.
    """

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
