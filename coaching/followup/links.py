"""The link of a letter: it accepts what is proposed without an account, for the person to whom it was sent."""

from datetime import timedelta

from accelerator.accounts.models import User
from accelerator.links import LinkForged, SignedLink
from coaching.models import SupportLetter
from projects.models import ProjectMember

LETTER_LINK = SignedLink(
    salt="coaching.letter-link",
    url_name="coaching:accept_letter",
    fields=("pk", "person"),
    max_age=timedelta(days=400),
)


def letter_for(token: str) -> tuple[SupportLetter, User] | None:
    """The letter that left and who accepts it, in two queries; ``None`` when the link is forged or expired, or when
    that person writes for the project no more.
    """
    try:
        pk, person = LETTER_LINK.read(token)
    except LinkForged:
        return None
    rows = SupportLetter.objects.sent().select_related(
        "participation__edition__call", "participation__edition__programme", "participation__project"
    )
    letter = rows.filter(pk=pk).first()
    if letter is None:
        return None
    editors = (
        ProjectMember.objects.editors().active().filter(project=letter.participation.project_id, user=person)
    )
    member = editors.select_related("user").first()
    return (letter, member.user) if member and member.user else None
