"""The crowd of the bench: its dossiers lack nothing, and what is lost, refused or doubled is told."""

import json
from itertools import islice
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accelerator.questionnaires.siret import is_valid
from bench import crowd, load


def test_each_structure_of_the_crowd_has_a_number_of_its_own() -> None:
    numbers = list(islice(crowd.sirets(), 50))
    assert all(is_valid(number) for number in numbers)
    assert len({number[:9] for number in numbers}) == 50


@pytest.mark.django_db
def test_a_dossier_of_the_crowd_is_accepted_once_however_often_it_is_sent(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(crowd, "WRITERS", 1)
    monkeypatch.setattr(crowd, "SENDERS", 2)
    facts = tmp_path / "facts.json"
    crowd.fill(facts)
    crowd.close(30)
    told = json.loads(facts.read_text(encoding="utf-8"))
    sender = told["senders"][0]
    client.cookies["sessionid"] = sender["session"]
    address = reverse("projects:application_review_and_submit", args=[sender["reference"]])

    for _click in range(2):
        assert client.post(address, {"rules": "on", "rules_version": told["rules"]}).status_code == 302

    crowd.check(facts)
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [found[name] for name in ("submitted", "versions", "receipts", "entries")] == [1, 1, 1, 1]
    assert found["kept"] == {told["writers"][0]["reference"]: {}}


def test_a_refusal_or_a_loss_is_told_instead_of_a_figure() -> None:
    told = load.Answers(times=[10.0, 20.0], problems=["CROWD-00001: 500"])
    row = load.row("dossiers sent", told, 1.0, "s", 30.0, ["CROWD-00002 title: not what was saved last"])
    assert row["error"].startswith("2 wrong: CROWD-00001: 500; CROWD-00002 title")
    assert "error" not in load.row("dossiers sent", load.Answers(times=[10.0, 20.0]), 1.0, "s", 30.0, [])
