"""Make a demo edition: its texts, dates, committee, schemes and people, all through the actions."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from accelerator.accounts.models import User
from coaching.demo.calendar import COMMITTEE, PARTNERS_MEET, Calendar
from coaching.demo.dossiers import make_email
from coaching.demo.reader import read_bodies, read_call, read_people, read_programme
from coaching.demo.records import EditionData, PersonData, SchemeData
from programmes.actions import (
    committee as committee_actions,
    editions,
    invitations,
    roles as body_actions,
    schemes as scheme_actions,
)
from programmes.enums import RoleName
from programmes.expertise import match_labels, split_labels
from programmes.models import Edition, ExpertiseTag, Organisation, Programme, Role, SupportScheme


@dataclass
class LoadedEdition:
    """What is loaded so far: ``users`` are by name, ``holders`` by the key of their application."""

    data: EditionData
    calendar: Calendar
    edition: Edition
    users: dict[str, User] = field(default_factory=dict)
    holders: dict[str, User] = field(default_factory=dict)

    @property
    def organiser(self) -> User:
        return self.users[list_people_with(RoleName.ORGANISER)[0].name]

    @property
    def session_organiser(self) -> User:
        """The organiser of the session."""
        return self.users[list_people_with(RoleName.ORGANISER)[1].name]


def list_people_with(role: RoleName) -> list[PersonData]:
    """People whose first role this is."""
    return [person for person in read_people() if person.role == role]


def make_slug(data: EditionData, calendar: Calendar) -> str:
    return f"{data.slug}-{calendar.first_day.year}"


def make_edition(data: EditionData, calendar: Calendar) -> LoadedEdition:
    """Create the edition, publish its call and invite its people.

    Side effects: those of the actions; the programme, bodies and accounts, if they are missing.
    """
    organiser = find_or_create_account(list_people_with(RoleName.ORGANISER)[0], is_staff=True)
    edition = _create_edition(data, calendar, organiser)
    loaded = LoadedEdition(data, calendar, edition, {organiser.name: organiser})
    _write_call(loaded)
    _add_bodies(loaded, calendar.at(-95, "11:00"))
    _invite_people(loaded, calendar.at(-93, "14:00"))
    editions.publish_call(call=edition.call, actor=organiser, at=calendar.at(-85, "10:00"))
    return loaded


def find_or_create_account(person: PersonData, **fields: object) -> User:
    """The person's account, created if there is none."""
    return User.objects.for_email(
        person.email, name=person.name, job_title=person.job, language=person.language, **fields
    )


def _create_edition(data: EditionData, calendar: Calendar, organiser: User) -> Edition:
    programme_data = asdict(read_programme())
    notice_fr, notice_en = programme_data.pop("notice_fr"), programme_data.pop("notice_en")
    programme, _made = Programme.objects.get_or_create(slug=programme_data["slug"], defaults=programme_data)
    edition = Edition(
        programme=programme,
        name=data.name,
        slug=make_slug(data, calendar),
        code=f"{data.code}-{calendar.first_day.year}",
        theme_fr=data.theme_fr,
        theme_en=data.theme_en,
        presentation_fr=f"{data.presentation_fr}\n\n{notice_fr}",
        presentation_en=f"{data.presentation_en}\n\n{notice_en}",
        region=data.region,
        place=f"{data.venue}, {data.town}",
        places=data.places,
        reviews_due_at=calendar.reviews_due_at,
        committee_meets_at=calendar.at(COMMITTEE, "14:00"),
        answers_due_on=calendar.day(-17),
        session_starts_on=calendar.first_day,
        session_ends_on=calendar.day(1),
        partners_meet_on=calendar.day(PARTNERS_MEET),
        follow_up_from=calendar.day(33),
        closes_on=calendar.day(365),
        controller="Aract Normandie",
    )
    return editions.create_edition(edition=edition, actor=organiser, at=calendar.at(-100, "09:30"))


def _write_call(loaded: LoadedEdition) -> None:
    call, calendar = loaded.edition.call, loaded.calendar
    values = {
        "opens_at": calendar.opens_at,
        "closes_at": calendar.closes_at,
        "intro_fr": loaded.data.intro_fr,
        "intro_en": loaded.data.intro_en,
        **asdict(read_call()),
        "contact_email": loaded.organiser.email,
    }
    for name, value in values.items():
        setattr(call, name, value)
    editions.change_call(call=call, changed=[*values], actor=loaded.organiser, at=calendar.at(-97, "15:00"))


def find_body(name: str) -> Organisation:
    """The organisation of this name, with its short name."""
    body = body_actions.organisation_named(name)
    short = read_bodies().short_names.get(name, "")
    if short and not body.short_name:
        body.short_name = short
        body.save(update_fields=["short_name"])
    return body


def _add_bodies(loaded: LoadedEdition, at: datetime) -> None:
    labels = dict.fromkeys(
        label for person in list_people_with(RoleName.REVIEWER) for label in split_labels(person.skills)
    )
    committee_actions.change_expertise_tags(
        edition=loaded.edition, labels=list(labels), actor=loaded.organiser, at=at
    )
    for name in read_bodies().committee:
        committee_actions.add_seat(
            edition=loaded.edition, organisation=find_body(name), actor=loaded.organiser, at=at
        )
    existing = loaded.edition.programme.schemes.filter(
        code__in=[offer.slug for offer in read_bodies().schemes]
    )
    schemes = {scheme.code: scheme for scheme in existing}
    scheme_actions.choose_schemes(
        edition=loaded.edition, added=[*schemes.values()], removed=[], actor=loaded.organiser, at=at
    )
    for offer in read_bodies().schemes:
        if offer.slug not in schemes:
            _add_scheme(loaded, offer, at)


def _add_scheme(loaded: LoadedEdition, offer: SchemeData, at: datetime) -> None:
    today = loaded.calendar.now.date()

    def in_days(days: int | None) -> date | None:
        return today + timedelta(days) if days is not None else None

    texts = "name summary_fr summary_en conditions_fr conditions_en".split()
    terms = "needs profiles departments head_count_min head_count_max".split()
    scheme = SupportScheme(
        programme=loaded.edition.programme,
        organisation=find_body(offer.body),
        code=offer.slug,
        opens_on=in_days(offer.opens_in_days),
        closes_on=in_days(offer.closes_in_days),
        source_url=f"https://dispositifs.example/{offer.slug}",
        source_document=offer.document,
        contact_name=offer.contact,
        contact_email=make_email(offer.contact, offer.domain) if offer.contact else "",
        verified_on=today - timedelta(offer.verified_days_ago),
        **{name: value for name, value in asdict(offer).items() if name in (*texts, *terms)},
    )
    scheme_actions.save_scheme(
        scheme=scheme, edition=loaded.edition, is_verified=True, actor=loaded.organiser, at=at
    )


def _offer_seat(person: PersonData, tags: list[ExpertiseTag]) -> dict[str, object]:
    """The terms of a juror's seat."""
    expertise, _unknown = match_labels(person.skills, tags)
    return {"is_deputy": person.deputy, "capacity": person.capacity, "expertise": expertise}


def _invite_people(loaded: LoadedEdition, at: datetime) -> None:
    """Invite everybody to each of their roles; they accept within two days; then name the chair."""
    tags = list(loaded.edition.expertise_tags.all())
    for number, person in enumerate(read_people()):
        user = loaded.users.setdefault(person.name, find_or_create_account(person))
        for role in (person.role, *person.also):
            if user == loaded.organiser or role == RoleName.CHAIR:
                continue  # the creator of an edition organises it; the chair is named below
            invitation = invitations.invite(
                edition=loaded.edition,
                email=person.email,
                name=person.name,
                role=role,
                organisation=find_body(person.body),
                **(_offer_seat(person, tags) if role == RoleName.REVIEWER else {"skills": person.skills}),
                actor=loaded.organiser,
                at=at + timedelta(minutes=number),
            )
            accepted_at = at + timedelta(hours=1 + number * 7 % 47, minutes=number * 13 % 60)
            invitations.accept_invitations(
                offered=[invitation],
                accepted=[invitation],
                user=user,
                at=accepted_at,
                seat=invitations.SeatAnswer(declares=1),
            )
    chair = next(person.name for person in read_people() if RoleName.CHAIR in person.also)
    juror = Role.objects.jurors().get(edition=loaded.edition, user=loaded.users[chair])
    committee_actions.name_chair(juror=juror, former=None, actor=loaded.organiser, at=at + timedelta(days=3))
