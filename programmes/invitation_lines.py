"""Several people to invite, a line each: parsed, then previewed line by line before anything leaves."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.accounts.forms import AddressField
from accelerator.spreadsheet import as_text, read, read_text
from accelerator.table_import import normalise_in_every_language
from accelerator.web.search import normalise
from programmes.bodies import find_close_name
from programmes.enums import NOT_INVITED, RoleName
from programmes.expertise import describe_unknown, match_labels
from programmes.extensions import find_refusals
from programmes.models import Edition, ExpertiseTag, Invitation, Role
from programmes.queries import suggest_bodies

MOST_LINES = 300
COLUMNS = ("email", "name", "roles", "organisation", "skills")
TITLES = {
    **dict.fromkeys(("adresse", "adresse e mail", "e mail", "email", "mail", "courriel", "address"), "email"),
    **dict.fromkeys(("nom", "prenom et nom", "nom et prenom", "name"), "name"),
    **dict.fromkeys(("role", "roles"), "roles"),
    **dict.fromkeys(("organisme", "structure", "organisation", "body"), "organisation"),
    **dict.fromkeys(("domaines", "competences", "skills"), "skills"),
}
"""The column of each title, normalised."""
SYNONYMS = {
    **dict.fromkeys(("comite", "jury", "jure", "evaluation"), RoleName.REVIEWER),
    **dict.fromkeys(("secretaire", "secretariat"), RoleName.SECRETARY),
    **dict.fromkeys(("parrain", "marraine", "parrainage"), RoleName.MENTOR),
    **dict.fromkeys(("animateur", "animatrice"), RoleName.FACILITATOR),
    **dict.fromkeys(("intervenant", "intervenante"), RoleName.SPEAKER),
    **dict.fromkeys(("organisateur", "organisatrice"), RoleName.ORGANISER),
}
"""What people write for a role, beside its name."""
WITH_ORGANISATION = {RoleName.REVIEWER, RoleName.PARTNER}
"""Roles whose conflicts and replies are those of an organisation."""
OUTCOMES: dict[str, Promise] = {
    "invited": gettext_lazy("invitation"),
    "holds": gettext_lazy("tient déjà ce rôle"),
    "waits": gettext_lazy("déjà invité, attend sa réponse"),
    "twice": gettext_lazy("déjà dans une ligne au-dessus"),
    "refused": gettext_lazy("refusé, rien ne part pour ce rôle"),
}


@dataclass
class InvitationLine:
    """One line, and what would become of it: an outcome for each role, or problems and nothing leaves."""

    number: int
    email: str = ""
    name: str = ""
    roles: list[RoleName] = field(default_factory=list)
    organisation: str = ""
    skills: str = ""
    outcomes: dict[RoleName, str] = field(default_factory=dict)
    refusals: dict[RoleName, str] = field(default_factory=dict)
    """Why a role is refused to this person, in words."""
    problems: list[str] = field(default_factory=list)
    expertise: list[int] = field(default_factory=list)
    """Keys of the tags of the committee that ``skills`` names, for a seat on it."""
    close_body: str = ""
    """The existing body of which ``organisation`` may be a misspelling."""

    @property
    def roles_to_offer(self) -> list[RoleName]:
        """The roles that would be offered."""
        return [] if self.problems else [role for role in self.roles if self.outcomes[role] == "invited"]

    @property
    def roles_with_outcome(self) -> list[tuple[str, str, str, str]]:
        """Each role with its outcome, its words, and why when it is refused: for the page."""
        return [
            (
                str(role.label),
                self.outcomes[role],
                str(OUTCOMES[self.outcomes[role]]),
                self.refusals.get(role, ""),
            )
            for role in self.roles
        ]


def plan(edition: Edition, text: str, default: str, at: datetime) -> list[InvitationLine]:
    """What inviting these lines would do; ``default`` is the role of those that name none.

    Four queries, and one for each rule and role: a role that a rule refuses stops neither the others nor other lines.

    Raises ``ValidationError`` when there is none, or more than one page lists.
    """
    lines = [_parse(cells, number, default) for number, cells in islice(_read_lines(text), MOST_LINES + 1)]
    if not lines:
        raise ValidationError(_("Aucune ligne ne dit qui inviter."))
    if len(lines) > MOST_LINES:
        message = _("Plus de %(most)s lignes : faites-le en plusieurs fois.")
        raise ValidationError(message, params={"most": MOST_LINES})
    addresses = {line.email for line in lines}
    roles = Role.objects.active().filter(edition=edition, user__email__in=addresses)
    waiting = Invitation.objects.pending(at).filter(edition=edition, email__in=addresses)
    existing, waits = set(roles.values_list("user__email", "name")), set(waiting.values_list("email", "role"))
    refused = {
        role: find_refusals(edition, role, addresses, at)
        for role in sorted({role for line in lines for role in line.roles})
    }
    bodies = suggest_bodies(edition)
    seen: set[tuple[str, str]] = set()
    tags = list(edition.expertise_tags.all())
    for line in lines:
        if RoleName.REVIEWER in line.roles:
            _read_expertise(line, tags)
        line.close_body = find_close_name(line.organisation, bodies) if line.organisation else ""
        for role in line.roles:
            key = (line.email, str(role))
            if key in existing:
                line.outcomes[role] = "holds"
            elif key in waits:
                line.outcomes[role] = "waits"
            elif line.email in refused[role]:
                line.outcomes[role], line.refusals[role] = "refused", refused[role][line.email]
            else:
                line.outcomes[role] = "twice" if key in seen else "invited"
            if not line.problems:
                seen.add(key)
    return lines


def fingerprint(lines: Sequence[InvitationLine], work: Mapping[str, object]) -> str:
    """What is confirmed is what was read: the same for the same lines with the same outcome."""
    return hashlib.sha256(f"{work!r}\n{lines!r}".encode()).hexdigest()


def replace_body(text: str, written: str, body: str) -> str:
    """The lines with this body in place of what was written, where it is a whole cell."""
    words = r"\s+".join(map(re.escape, written.split()))
    cell = re.compile(rf"(^|[;,\t\"])(\s*){words}(?=\s*($|[;,\t\"]))", re.MULTILINE)
    has_sign = re.search(r"[;,\t]", body)

    def replace(match: re.Match[str]) -> str:
        quotes = '"' if has_sign and match[1] != '"' else ""
        return f"{match[1]}{match[2]}{quotes}{body}{quotes}"

    return cell.sub(replace, text)


def as_text_lines(content: bytes) -> str:
    """A spreadsheet as somebody would paste it. Raises ``spreadsheet.Unreadable``."""
    lines = io.StringIO()
    # a quotation mark counts in its own cell alone
    writer = csv.writer(lines, delimiter="\t", lineterminator="\n")
    writer.writerows([" ".join(as_text(cell).split()) for cell in row.cells] for row in read(content))
    return lines.getvalue()


def _read_lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines by column, with their number; the first one may have the titles, when it has no address."""
    columns: Sequence[str] = COLUMNS
    for place, row in enumerate(read_text(text)):
        cells = [" ".join(as_text(cell).split()) for cell in row.cells]
        if place or any("@" in cell for cell in cells):
            yield row.number, dict(zip(columns, cells, strict=False))
        else:
            columns = [TITLES.get(normalise(cell), "") for cell in cells]


def _parse(cells: dict[str, str], number: int, default: str) -> InvitationLine:
    line = InvitationLine(
        number,
        cells.get("email", ""),
        cells.get("name", "")[:150],
        organisation=cells.get("organisation", "")[:200],
        skills=cells.get("skills", "")[:200],
    )
    _read_address(line)
    _read_roles(line, cells.get("roles", "") or default)
    if WITH_ORGANISATION & set(line.roles) and not line.organisation:
        line.problems.append(_("Indiquez l’organisme que cette personne représente."))
    return line


def _read_expertise(line: InvitationLine, tags: Sequence[ExpertiseTag]) -> None:
    named, unknown = match_labels(line.skills, tags)
    line.expertise = [tag.pk for tag in named]
    if unknown:
        line.problems.append(describe_unknown(unknown, tags))


def _read_address(line: InvitationLine) -> None:
    """« Claire Lemonnier <claire@exemple.fr> » is an address and a name."""
    name, bracket, rest = line.email.partition("<")
    if bracket:
        line.email, line.name = rest.rstrip("> "), line.name or name.strip(' "')
    try:
        line.email = AddressField().clean(line.email)
    except ValidationError as error:
        line.problems.extend(error.messages)


def _read_roles(line: InvitationLine, text: str) -> None:
    roles = _map_roles_by_name()
    for part in filter(None, map(str.strip, re.split(r"[+;|/,]", text))):
        role = roles.get(normalise(part))
        if role is None:
            line.problems.append(_("« %(word)s » n’est pas un rôle.") % {"word": part})
        elif role not in line.roles:
            line.roles.append(role)
    if not line.roles and not line.problems:
        line.problems.append(_("Dites quel rôle proposer à cette personne."))


@lru_cache(maxsize=1)
def _map_roles_by_name() -> dict[str, RoleName]:
    return SYNONYMS | {
        name: role
        for role in RoleName
        if role not in NOT_INVITED
        for name in normalise_in_every_language(role.value, role.label)
    }
