"""Found a demo edition: its texts, dates, committee, schemes and people, all through the actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accelerator.accounts.models import User
from coaching.demo import bodies, call_texts, people, texts
from coaching.demo.calendar import COMMITTEE, Calendar
from coaching.demo.opinion import Opinion
from coaching.demo.story import Story
from programmes.actions import bodies as body_actions
from programmes.actions import editions, invitations
from programmes.models import Edition, Organisation, Programme, SupportScheme


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is told of an edition."""

    texts: texts.EditionTexts
    stories: Sequence[Story]
    opinions: Mapping[str, Opinion]
    ineligible: Sequence[str]
    places: int


@dataclass
class World:
    """What has been told so far: ``users`` are by name, holders by the key of their story."""

    plan: Plan
    calendar: Calendar
    edition: Edition
    users: dict[str, User] = field(default_factory=dict)
    holders: dict[str, User] = field(default_factory=dict)

    @property
    def organiser(self) -> User:
        return self.users[people.ORGANISERS[0].name]

    @property
    def second(self) -> User:
        """The organiser who looks after the session."""
        return self.users[people.ORGANISERS[1].name]


def slug_for(plan: Plan, calendar: Calendar) -> str:
    return f"{plan.texts.slug}-{calendar.first_day.year}"


def found(plan: Plan, calendar: Calendar) -> World:
    """Make the edition, publish its call and gather its people.

    Side effects: those of the actions; the programme, bodies and accounts, if they are not there yet.
    """
    organiser = account(people.ORGANISERS[0], is_staff=True)
    edition = _edition(plan, calendar, organiser)
    world = World(plan, calendar, edition, {organiser.name: organiser})
    _call(world)
    _bodies(world, calendar.at(-95, "11:00"))
    _people(world, calendar.at(-93, "14:00"))
    editions.publish_call(call=edition.call, actor=organiser, at=calendar.at(-85, "10:00"))
    return world


def account(person: people.Person, **fields: object) -> User:
    """The person's account, made if there is none."""
    return User.objects.for_email(
        person.email, name=person.name, job_title=person.job, language=person.language, **fields
    )


def _edition(plan: Plan, calendar: Calendar, organiser: User) -> Edition:
    told = plan.texts
    programme, _made = Programme.objects.get_or_create(slug=texts.PROGRAMME["slug"], defaults=texts.PROGRAMME)
    edition = Edition(
        programme=programme,
        name=told.name,
        slug=slug_for(plan, calendar),
        code=f"{told.code}-{calendar.first_day.year}",
        theme_fr=told.theme_fr,
        theme_en=told.theme_en,
        presentation_fr=told.presentation_fr,
        presentation_en=told.presentation_en,
        place=f"{told.venue}, {told.town}",
        places=plan.places,
        reviews_due_at=calendar.reviews_due_at,
        committee_meets_at=calendar.at(COMMITTEE, "14:00"),
        session_starts_on=calendar.first_day,
        session_ends_on=calendar.day(1),
        follow_up_from=calendar.day(33),
        closes_on=calendar.day(365),
        controller="Aract Normandie",
    )
    return editions.create_edition(edition=edition, actor=organiser, at=calendar.at(-100, "09:30"))


def _call(world: World) -> None:
    call, calendar = world.edition.call, world.calendar
    values = {
        "opens_at": calendar.opens_at,
        "closes_at": calendar.closes_at,
        "intro_fr": world.plan.texts.intro_fr,
        "intro_en": world.plan.texts.intro_en,
        "rules_fr": call_texts.RULES_FR,
        "rules_en": call_texts.RULES_EN,
        "faq_fr": call_texts.FAQ_FR,
        "faq_en": call_texts.FAQ_EN,
        "contact_email": people.ORGANISERS[0].email,
    }
    for name, value in values.items():
        setattr(call, name, value)
    editions.change_call(call=call, changed=[*values], actor=world.organiser, at=calendar.at(-97, "15:00"))


def body(name: str) -> Organisation:
    """The organisation of this name, with its short name."""
    found = body_actions.organisation_named(name)
    short = bodies.SHORT_NAMES.get(name, "")
    if short and not found.short_name:
        found.short_name = short
        found.save(update_fields=["short_name"])
    return found


def _bodies(world: World, at: datetime) -> None:
    for position, name in enumerate(bodies.COMMITTEE):
        body_actions.add_seat(
            edition=world.edition, organisation=body(name), chairs=position == 0, actor=world.organiser, at=at
        )
    today = world.calendar.now.date()
    for offer in bodies.SCHEMES:
        scheme = SupportScheme(
            edition=world.edition,
            organisation=body(offer.body),
            name=offer.name,
            summary_fr=offer.summary_fr,
            summary_en=offer.summary_en,
            conditions_fr=offer.conditions_fr,
            conditions_en=offer.conditions_en,
            needs=list(offer.needs),
            head_count_min=offer.head_counts[0],
            head_count_max=offer.head_counts[1],
            source_url=f"https://dispositifs.example/{offer.slug}",
            verified_on=today - timedelta(offer.verified),
        )
        body_actions.save_scheme(scheme=scheme, actor=world.organiser, at=at)


def _people(world: World, at: datetime) -> None:
    """Everybody is invited to each of their roles, and accepts within two days."""
    for number, person in enumerate(people.TEAM):
        user = world.users.setdefault(person.name, account(person))
        for role in (person.role, *person.also):
            if user == world.organiser:
                continue  # whoever makes an edition organises it
            invitation = invitations.invite(
                edition=world.edition,
                email=person.email,
                name=person.name,
                role=role,
                organisation=body(person.body),
                skills=person.skills,
                actor=world.organiser,
                at=at + timedelta(minutes=number),
            )
            accepted_at = at + timedelta(hours=1 + number * 7 % 47, minutes=number * 13 % 60)
            invitations.accept_invitation(invitation=invitation, user=user, at=accepted_at)
