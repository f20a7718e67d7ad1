"""One volume, written in bulk: an edition of N applications × 3 reviews × 8 criteria × 20 answers, 30 reviewers."""

import random
from datetime import datetime, timedelta
from typing import Any

from bench.people import (
    FIRST_REVIEWER,
    FORMER_HOLDER,
    HOLDER,
    MENTOR,
    ORGANISER,
    PARTNER,
    REVIEWER,
    REVIEWERS,
    issue_token,
    sign_in,
)
from bench.reviews import fill_reviews, list_duties
from bench.vocabulary import FREQUENT, SELDOM, paragraph, sentence

BODIES = 10
DEPARTMENTS = "Calvados Manche Orne Eure Seine-Maritime".split()


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


class Volume:
    """Writes one volume; the same N gives the same rows."""

    def __init__(self, applications: int, at: datetime) -> None:
        from bench.bulk import insert

        self.applications, self.at, self.draw, self.insert = (
            applications,
            at,
            random.Random(applications),
            insert,
        )

    def fill(self) -> dict[str, Any]:
        """The edition and what hangs on it; returns what the measures need to know of it."""
        self.people()
        self.edition("bench", "BENCH")
        self.dossiers()
        fill_reviews(self)
        return self.facts()

    def people(self) -> None:
        from accelerator.accounts.models import User
        from programmes.models import Organisation

        names = {
            ORGANISER: "Camille Bénard",
            REVIEWER: "Dominique Lefèvre",
            HOLDER: "Sacha Morel",
            FORMER_HOLDER: "Alix Petit",
            MENTOR: "Awa Diallo",
            PARTNER: "Maud Ferrand",
        }
        names |= {FIRST_REVIEWER + number: f"Membre {number}" for number in range(REVIEWERS)}
        self.insert(
            User,
            (
                {"id": pk, "email": f"p{pk}@bench.test", "name": name, "password": "!"}
                for pk, name in names.items()
            ),
        )
        self.insert(Organisation, ({"id": pk, "name": f"Organisme {pk}"} for pk in range(1, BODIES + 1)))

    def edition(self, slug: str, code: str, **columns: Any) -> Any:
        """An edition with an open call, the default form and grid, its organiser and its committee."""
        from accelerator.questionnaires.builder import publish
        from programmes.defaults.application_form import SPEC
        from programmes.defaults.grid import GRID
        from programmes.models import Call, CommitteeSeat, Criterion, Edition, Programme, Role

        programme, _made = Programme.objects.get_or_create(slug="bench", defaults={"name": "Banc d’essai"})
        at = self.at
        made = Edition.objects.create(
            **{
                "programme": programme,
                "slug": slug,
                "name": f"Édition {slug}",
                "code": code,
                "theme_fr": "Le travail",
                "places": 13,
                "reviews_due_at": at + timedelta(days=25),
                "session_starts_on": (at + timedelta(days=60)).date(),
                "session_ends_on": (at + timedelta(days=61)).date(),
                "last_application_number": self.applications,
                **columns,
            }
        )
        self.form = publish(SPEC, name=f"Candidature {slug}", at=at)
        self.call = Call.objects.create(
            edition=made,
            form=self.form,
            published_at=at - timedelta(days=40),
            opens_at=at - timedelta(days=30),
            closes_at=at + timedelta(days=6),
            intro_fr=sentence(self.draw, 600),
            rules_fr=sentence(self.draw, 2000),
        )
        self.criteria = [
            Criterion.objects.create(edition=made, position=position, **line)
            for position, line in enumerate(GRID, start=1)
        ]
        roles = [(ORGANISER, "organiser"), (REVIEWER, "reviewer"), (HOLDER, "holder")]
        roles += [(FIRST_REVIEWER + number, "reviewer") for number in range(REVIEWERS)]
        self.insert(
            Role,
            (
                {
                    "edition_id": made.pk,
                    "user_id": pk,
                    "name": name,
                    "organisation_id": pk % BODIES + 1,
                    "started_at": at,
                }
                for pk, name in roles
            ),
        )
        for body in range(1, 7):
            CommitteeSeat.objects.create(edition=made, organisation_id=body, position=body)
        return made

    def answers(self, key: str, kind: str) -> Any:
        """A plausible value for one question of the default form."""
        if key == "profile":
            return self.draw.choice(["solution_provider", "consultant_or_federation", "internal_project"])
        if kind == "long_text":
            return paragraph(self.draw, 400)
        if kind == "short_text":
            return sentence(self.draw, 60)
        return {
            "yes_no": True,
            "number": 40,
            "email": "porteur@bench.test",
            "scale": 4,
            "siret": "00000001800010",
        }.get(kind, "x")

    def dossiers(self) -> None:
        """Every application under review, but a draft of the measured holder."""
        from accelerator.questionnaires.models import Answer, AnswerSheet
        from accelerator.web.search_field import fold_once
        from programmes.models import Organisation
        from projects.models import Application, Project, ProjectMember, SearchEntry

        at, total = self.at, self.applications
        questions = list(self.form.questions.values_list("pk", "key", "kind"))[:20]
        from bench.bulk import numbers

        body, sheet, project = (next(numbers(model)) for model in (Organisation, AnswerSheet, Project))
        titles = [f"{sentence(self.draw, 50)[:-1]} {number}" for number in range(total)]
        self.insert(
            Organisation, ({"id": body + n, "name": f"Structure {n}", "town": "Caen"} for n in range(total))
        )
        self.insert(
            AnswerSheet,
            (
                {
                    "id": sheet + n,
                    "revision_id": self.form.pk,
                    "created_at": at,
                    "saved_at": at,
                    "answered": 20,
                    "frozen_at": at if n else None,
                }
                for n in range(total)
            ),
        )
        answers = [[self.answers(key, kind) for _pk, key, kind in questions] for _n in range(total)]
        self.insert(
            Answer,
            (
                {"sheet_id": sheet + n, "question_id": pk, "value": value, "version": 1, "saved_at": at}
                for n in range(total)
                for (pk, _key, _kind), value in zip(questions, answers[n], strict=True)
            ),
        )
        self.insert(
            Project,
            (
                {
                    "id": project + n,
                    "edition_id": self.call.edition_id,
                    "organisation_id": body + n,
                    "title": titles[n],
                    "slug": f"projet-{n}",
                    "summary": sentence(self.draw, 300),
                    "created_at": at,
                }
                for n in range(total)
            ),
        )
        self.insert(
            ProjectMember,
            (
                {
                    "project_id": project + n,
                    "user_id": HOLDER if n < 2 else FIRST_REVIEWER,
                    "leads": True,
                    "joined_at": at,
                }
                for n in range(total)
            ),
        )
        self.insert(
            Application,
            (
                {
                    "id": n + 1,
                    "project_id": project + n,
                    "call_id": self.call.pk,
                    "sheet_id": sheet + n,
                    "reference": f"BENCH-{n:05d}",
                    "state": "under_review" if n else "draft",
                    "created_at": at,
                    "submitted_at": at - timedelta(minutes=n) if n else None,
                    "title": titles[n],
                    "structure_name": f"Structure {n}",
                    "profile": self.answers("profile", ""),
                    "department": DEPARTMENTS[n % 5],
                    "holder_name": "Sacha Morel",
                    "reviews_expected": 3,
                    "reviews_done": 3,
                    "score": 20 + n % 7000 / 100,
                    "score_low": 15 + n % 7000 / 100,
                    "score_high": 25 + n % 7000 / 100,
                }
                for n in range(total)
            ),
        )

        self.insert(
            SearchEntry,
            (
                {
                    "application_id": n + 1,
                    "call_id": self.call.pk,
                    "words": fold_once(
                        " ".join(
                            [f"BENCH-{n:05d}", titles[n], f"Structure {n}", *filter(_is_text, answers[n])]
                        )
                    ),
                }
                for n in range(1, total)
            ),
        )

    def facts(self) -> dict[str, Any]:
        unread = [pk for pk, who, begun in list_duties(self.applications) if who == REVIEWER and not begun]
        return {
            "edition": "bench",
            "draft": "BENCH-00000",
            "to_review": [f"BENCH-{pk - 1:05d}" for pk in unread],
            "dossier": "BENCH-00007" if self.applications > 7 else "BENCH-00001",
            "frequent": FREQUENT,
            "seldom": SELDOM,
            "criteria": [item.pk for item in self.criteria],
            "pages": max(1, self.applications // 50),
            "token": issue_token(ORGANISER),
            "cookies": {
                name: sign_in(pk)
                for name, pk in (("organiser", ORGANISER), ("reviewer", REVIEWER), ("holder", HOLDER))
            },
        }
