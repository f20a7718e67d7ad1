"""An edition that took place before the site existed, entered afterwards: its dates, projects and documents."""

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.data_files import build
from accelerator.questionnaires.pictures import render_checked
from accelerator.questionnaires.sniffing import check
from coaching.demo.days import name_file, print_handout
from coaching.demo.drawings import render_poster
from coaching.demo.edition import find_or_create_account, list_people_with
from coaching.demo.reader import DATA, read_programme, read_toml
from programmes.actions import editions
from programmes.enums import RoleName
from programmes.models import Edition, Programme
from projects.history import actions
from projects.history.actions import TYPES, PastFile, add_past_document
from projects.history.lines import PastLine
from projects.history.models import PastDocument

FOLDER = "transformateur-2018"
ENTERED = timedelta(days=300)
"""How long ago: before anything of the other editions was published."""


@dataclass(frozen=True)
class PastDocumentData:
    """A link, or a file rendered when the demo is loaded: a PDF of ``lines``, or a poster of them if it has an
    ``alt``."""

    title: str
    url: str = ""
    lines: tuple[str, ...] = ()
    alt: str = ""
    is_public: bool = True


@dataclass(frozen=True)
class PastEditionData:
    """``opens_on`` and ``closes_on`` are those of the call."""

    name: str
    slug: str
    code: str
    region: str
    places: int
    theme_fr: str
    theme_en: str
    presentation_fr: str
    presentation_en: str
    intro_fr: str
    intro_en: str
    place: str
    opens_on: date
    closes_on: date
    announces_on: date
    session_starts_on: date
    session_ends_on: date
    documents: tuple[PastDocumentData, ...]
    projects: tuple[PastLine, ...]


@cache
def read_past_edition() -> PastEditionData:
    return build(PastEditionData, read_toml(DATA / FOLDER / "edition.toml"), f"{FOLDER}/edition.toml")


def enter_past_edition(*, now: datetime) -> Edition:
    """Enter a past edition in the programme of the demo. Side effects: those of the actions; no mail."""
    data, at = read_past_edition(), now - ENTERED
    organiser = find_or_create_account(list_people_with(RoleName.ORGANISER)[0])
    programme = read_programme()
    edition = Edition(
        programme=Programme.objects.get(slug=programme.slug),
        silent=True,
        name=data.name,
        slug=data.slug,
        code=data.code,
        places=data.places,
        theme_fr=data.theme_fr,
        theme_en=data.theme_en,
        presentation_fr=f"{data.presentation_fr}\n\n{programme.notice_fr}",
        presentation_en=f"{data.presentation_en}\n\n{programme.notice_en}",
        region=data.region,
        place=data.place,
        announces_on=data.announces_on,
        session_starts_on=data.session_starts_on,
        session_ends_on=data.session_ends_on,
    )
    edition = editions.create_edition(edition=edition, actor=organiser, at=at)
    _publish_call(edition, data, organiser, at)
    actions.enter_past_projects(edition=edition, lines=data.projects, actor=organiser, at=at)
    for paper in data.documents:
        document = PastDocument(
            edition=edition, title=paper.title, url=paper.url, alt=paper.alt, is_public=paper.is_public
        )
        file = None if paper.url else _make_file(edition, paper, at)
        add_past_document(document=document, file=file, actor=organiser, at=at)
    edition.refresh_from_db()
    return edition


def _make_file(edition: Edition, paper: PastDocumentData, at: datetime) -> PastFile:
    """The file as a scanner or a computer of that time would have stored it."""
    if not paper.alt:
        return PastFile(print_handout(paper.title, paper.lines, head=edition.name, kind=edition.place, at=at))
    buffer = io.BytesIO()
    render_poster(paper.title, paper.lines).save(buffer, "PNG")
    checked = check(SimpleUploadedFile(name_file(paper.title, "png"), buffer.getvalue()), types=TYPES)
    return PastFile(checked, render_checked(checked))


def _publish_call(edition: Edition, data: PastEditionData, organiser: User, at: datetime) -> None:
    call = edition.call
    values = {
        "opens_at": timezone.make_aware(datetime.combine(data.opens_on, time(8))),
        "closes_at": timezone.make_aware(datetime.combine(data.closes_on, time(18))),
        "intro_fr": data.intro_fr,
        "intro_en": data.intro_en,
    }
    for name, value in values.items():
        setattr(call, name, value)
    editions.change_call(call=call, changed=[*values], confirmed=True, actor=organiser, at=at)
    editions.publish_call(call=call, confirmed=True, actor=organiser, at=at)
