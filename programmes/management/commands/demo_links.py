"""``manage.py demo_links``: one sign-in link for each role in use, to look around a local site."""

from django.conf import settings
from django.core.management.base import BaseCommand

from accelerator.accounts.links import sign_in_link
from accelerator.accounts.models import User
from programmes.enums import RoleName
from programmes.models import Role


class Command(BaseCommand):
    help = "Print the address of the site and one sign-in link per role, good once, for 3 days."

    def handle(self, **options: object) -> None:
        people = first_of_each_role()
        self.stdout.write(f"\nPossibles  {settings.SITE_URL}/\n")
        if not people:
            self.stdout.write("Nobody holds a role yet. Start with: manage.py createorganiser EMAIL")
            return
        width = max(len(name) for name, _user in people)
        names = max(len(str(user)) for _name, user in people)
        emails = max(len(user.email) for _name, user in people)
        for name, user in people:
            self.stdout.write(
                f"  {name:<{width}}  {user!s:<{names}}  {user.email:<{emails}}  {sign_in_link(user)}"
            )
        self.stdout.write(
            f"\nEach link serves once; then type its e-mail at {settings.SITE_URL}/account/, "
            f"and read the code at {settings.SITE_URL}/dev/mails/"
        )


def first_of_each_role() -> list[tuple[str, User]]:
    """Role and person, organiser first; as far as possible each role by somebody else.

    On an empty site, the people who may create its first programme.
    """
    chosen: list[tuple[str, User]] = []
    taken: set[int] = set()
    for name in RoleName:
        roles = (
            Role.objects.active()
            .filter(name=name, user__is_active=True)
            .select_related("user")
            .order_by("pk")
        )
        role = roles.exclude(user__in=taken).first() or roles.first()
        if role:
            taken.add(role.user_id)
            chosen.append((name.value, role.user))
    return chosen or [
        (RoleName.ORGANISER.value, user) for user in User.objects.filter(is_staff=True, is_active=True)[:1]
    ]
