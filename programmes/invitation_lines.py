"""Several people to invite, a line each: parsed, then previewed line by line before anything leaves."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accelerator.accounts.fields import AddressField
from accelerator.spreadsheet import as_text, read
from accelerator.web.search import normalise
from programmes.bodies import find_close_name
from programmes.enums import RoleName
from programmes.models import Edition, Invitation, Role
from programmes.queries import suggest_bodies
from programmes.role_rules import find_refusals

MOST_LINES = 300
COLUMNS = ("email", "name", "roles", "organisation", "skills")
HEADINGS: dict[str, tuple[str, ...]] = {
    "email": ("adresse", "adresse e-mail", "e-mail", "email", "mail", "courriel", "address"),
    "name": ("nom", "prenom et nom", "nom et prenom", "name"),
    "roles": ("role", "roles"),
    "organisation": ("organisme", "structure", "organisation", "body"),
    "skills": ("domaines", "competences", "skills"),
}
ALSO: dict[str, RoleName] = {
    "comite": RoleName.REVIEWER,
    "jury": RoleName.REVIEWER,
    "jure": RoleName.REVIEWER,
    "evaluation": RoleName.REVIEWER,
    "parrain": RoleName.MENTOR,
    "marraine": RoleName.MENTOR,
    "parrainage": RoleName.MENTOR,
    "animateur": RoleName.FACILITATOR,
    "animatrice": RoleName.FACILITATOR,
    "intervenant": RoleName.SPEAKER,
    "intervenante": RoleName.SPEAKER,
    "organisateur": RoleName.ORGANISER,
    "organisatrice": RoleName.ORGANISER,
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


class TooManyLines(Exception):
    """More people than one page lists."""


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

    Three queries, and one for each rule and role: a role that a rule refuses stops neither the others nor other lines.

    Raises :class:`TooManyLines`.
    """
    lines = [_parse(cells, number, default) for number, cells in islice(_rows(text), MOST_LINES + 1)]
    if len(lines) > MOST_LINES:
        raise TooManyLines
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
    for line in lines:
        line.close_body = find_close_name(line.organisation, bodies) if line.organisation else ""
        for role in line.roles:
            key = (line.email, str(role))
            line.outcomes[role] = (
                "holds"
                if key in existing
                else "waits"
                if key in waits
                else "refused"
                if line.email in refused[role]
                else "twice"
                if key in seen
                else "invited"
            )
            if line.outcomes[role] == "refused":
                line.refusals[role] = refused[role][line.email]
            if not line.problems:
                seen.add(key)
    return lines


def fingerprint(lines: Sequence[InvitationLine], workload: str) -> str:
    """What is confirmed is what was read: the same for the same lines with the same outcome."""
    return hashlib.sha256(f"{workload}\n{lines!r}".encode()).hexdigest()


def replace_body(text: str, written: str, body: str) -> str:
    """The lines with this body in place of what was written, where it is a whole cell."""
    words = r"\s+".join(map(re.escape, written.split()))
    cell = re.compile(rf"(^|[;,\t\"])(\s*){words}(?=\s*($|[;,\t\"]))", re.MULTILINE)
    has_sign = re.search(r"[;,\t]", body)

    def replace(found: re.Match[str]) -> str:
        quotes = '"' if has_sign and found[1] != '"' else ""
        return f"{found[1]}{found[2]}{quotes}{body}{quotes}"

    return cell.sub(replace, text)


def as_text_lines(content: bytes) -> str:
    """A spreadsheet as somebody would paste it. Raises ``spreadsheet.Unreadable``."""
    lines = io.StringIO()
    written = csv.writer(
        lines, delimiter="\t", lineterminator="\n"
    )  # a quotation mark holds for its cell alone
    written.writerows([" ".join(as_text(cell).split()) for cell in line.cells] for line in read(content))
    return lines.getvalue()


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines that are not blank, by column, with their number; headings are known by their words."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((sign for sign in "\t;" if sign in first), ",")
    columns: Sequence[str] = COLUMNS
    begun = False
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter=delimiter), start=1):
        cells = [" ".join(cell.split()) for cell in row]
        if not any(cells):
            continue
        if not begun and not any("@" in cell for cell in cells):
            columns = [_column(cell) for cell in cells]
        else:
            yield number, dict(zip(columns, cells, strict=False))
        begun = True


def _column(heading: str) -> str:
    said = normalise(heading)
    return next((key for key, words in HEADINGS.items() if said in map(normalise, words)), "")


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


def _read_address(line: InvitationLine) -> None:
    """« Claire Lemonnier <claire@exemple.fr> » is an address and a name."""
    name, opened, rest = line.email.partition("<")
    if opened:
        line.email, line.name = rest.rstrip("> "), line.name or name.strip(' "')
    try:
        line.email = AddressField().clean(line.email)
    except ValidationError as problem:
        line.problems.append(" ".join(problem.messages))


def _read_roles(line: InvitationLine, written: str) -> None:
    names = _role_names()
    for part in filter(None, (word.strip() for word in _split(written))):
        role = names.get(normalise(part))
        if role is None:
            line.problems.append(_("« %(word)s » n’est pas un rôle.") % {"word": part})
        elif role not in line.roles:
            line.roles.append(role)
    if not line.roles and not line.problems:
        line.problems.append(_("Dites quel rôle proposer à cette personne."))


def _split(written: str) -> list[str]:
    for sign in "+;|/":
        written = written.replace(sign, ",")
    return written.split(",")


def _role_names() -> dict[str, RoleName]:
    names = dict(ALSO)
    for role in RoleName:
        if role == RoleName.HOLDER:
            continue
        names[role.value] = role
        for language, _label in settings.LANGUAGES:
            with override(language):
                names[normalise(str(role.label))] = role
    return names
