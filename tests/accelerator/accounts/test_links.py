"""Personal links: shown by GET, used by POST, once, for 72 hours, and not to be forged."""

import os
import runpy
import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts import links
from accelerator.accounts.actions import change_address
from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMail
from programmes.enums import RoleName
from tests import factories

pytestmark = pytest.mark.django_db


def path_of(link: str, settings) -> str:
    return link.removeprefix(settings.SITE_URL)


def test_a_link_is_displayed_then_used_once(client, settings):
    person = factories.user("Claire Lemonnier")
    path = path_of(links.sign_in_link(person), settings)

    assert "Bonjour Claire" in client.get(path).content.decode()
    assert not client.get(path).context["user"].is_authenticated
    assert client.post(path).status_code == 302
    assert client.get("/account/profile/").context["user"] == person

    assert client.get(path).url == reverse("programmes:welcome")
    client.logout()
    again = client.post(path)
    assert again.status_code == 410
    assert "a déjà servi" in again.content.decode()


def test_a_link_sent_to_the_former_address_signs_nobody_in(client, settings):
    person = factories.user()
    path = path_of(links.sign_in_link(person), settings)
    read_before = User.objects.get(pk=person.pk)

    change_address(user=person, email="neuve@exemple.test", actor=person, at=timezone.now())

    assert client.post(path).status_code == 410
    with pytest.raises(links.LinkProblem):  # opened before the change, clicked after it
        links.use(read_before, at=timezone.now())
    assert client.post(path_of(links.sign_in_link(person), settings)).status_code == 302


def test_a_double_click_signs_in_once(settings):
    person = factories.user()
    first, second = (User.objects.get(pk=person.pk) for _click in range(2))

    links.use(first, at=timezone.now())

    with pytest.raises(links.LinkProblem):
        links.use(second, at=timezone.now() + timedelta(seconds=1))


@pytest.mark.parametrize(
    "forge", [lambda token: token[:-3] + "abc", lambda token: "x" + token, lambda token: "nothing"]
)
def test_a_forged_link_signs_nobody_in(client, forge):
    token = links.sign_in_link(factories.user()).rstrip("/").rpartition("/")[2]

    response = client.post(f"/account/link/{forge(token)}/")

    assert response.status_code == 410
    assert not response.context["user"].is_authenticated


def test_a_closed_account_stays_closed(client, settings):
    person = factories.user()
    path = path_of(links.sign_in_link(person), settings)
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert client.post(path).status_code == 410


def test_the_first_organiser_comes_from_the_command_line():
    out = StringIO()

    call_command("createorganiser", "Camille@Exemple.test", name="Camille Roy", stdout=out)

    person = User.objects.get()
    mail = OutgoingMail.objects.get()
    assert (person.email, person.name, person.is_staff) == ("camille@exemple.test", "Camille Roy", True)
    assert "/account/link/" in out.getvalue()
    assert mail.private
    assert "/account/link/" in mail.text


def test_an_invalid_address_creates_no_organiser():
    with pytest.raises(CommandError, match="not an e-mail"):
        call_command("createorganiser", "camille")


def test_demo_links_name_each_role_once_organiser_first():
    world = factories.edition_with(reviewers=2, mentors=1)
    factories.role(world.edition, RoleName.REVIEWER, who=world.organiser)
    out = StringIO()

    call_command("demo_links", stdout=out)

    lines = [line.split() for line in out.getvalue().splitlines() if "/account/link/" in line]
    assert [line[0] for line in lines] == ["organiser", "reviewer", "mentor"]
    assert len({line.index(line[-1]) for line in lines}) == 1
    assert world.organiser.email in lines[0]
    assert "Each link serves once; then type its e-mail" in out.getvalue()


@pytest.mark.services
def test_the_first_organiser_waits_for_the_tables_in_one_line(settings, tmp_path):
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL", "CACHE_URL")
    }
    refused = subprocess.run(
        [sys.executable, "manage.py", "createorganiser", "camille@exemple.test"],
        cwd=settings.ROOT,
        env={**environment, "POSSIBLES_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert "manage.py migrate" in refused.stderr


def test_a_site_begun_here_has_one_organiser_whose_link_is_printed(settings, monkeypatch, capsys):
    monkeypatch.setenv("EMAIL", "camille@exemple.test")
    monkeypatch.syspath_prepend(str(settings.ROOT / "scripts"))
    fill = runpy.run_path(str(settings.ROOT / "scripts" / "start.py"))["fill"]

    fill()
    fill()
    out = StringIO()
    call_command("demo_links", stdout=out)

    assert User.objects.get().is_staff
    assert OutgoingMail.objects.count() == 1
    assert capsys.readouterr().out == ""
    assert "camille@exemple.test" in out.getvalue()
    assert "/account/link/" in out.getvalue()
