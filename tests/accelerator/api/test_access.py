"""What stands before every address of the API: who asks, how often, in what form it refuses."""

import pytest
from django.core.cache import cache

from accelerator.api.site import Throttle
from tests import factories
from tests.support.tokens import reader_for

pytestmark = pytest.mark.django_db
ME, EDITIONS, OWN = "/api/v1/me", "/api/v1/editions", "/api/v1/applications"


def test_a_browser_session_gives_no_access_to_the_api(as_user):
    assert as_user(factories.user()).get(ME).status_code == 401


def test_a_token_without_the_scope_is_refused_with_the_missing_one():
    answer = reader_for(factories.user(), ["needs"]).get(OWN)

    assert answer.status_code == 403
    assert "applications" in answer.json()["detail"]


def test_refusals_are_json(client):
    missing, unknown = client.get("/api/v1/editions/nowhere"), client.get("/api/v1/nowhere")
    posted = client.post(EDITIONS)

    assert [answer.status_code for answer in (missing, unknown, posted)] == [404, 404, 405]
    assert all(answer.json()["detail"] for answer in (missing, unknown))


def test_a_missing_object_is_a_404_with_a_message(client):
    for address in ("editions/ailleurs", "editions/a%00b", "editions/a%00b/projects", "ailleurs"):
        refused = client.get(f"/api/v1/{address}")

        assert refused.status_code == 404, address
        assert refused.json()["detail"].startswith("Rien à cette adresse"), address


def test_refusals_are_in_french_and_keep_what_programs_read(client):
    refused, unsigned = client.get(f"{EDITIONS}?limit=nine"), client.get(ME)
    [problem] = refused.json()["detail"]

    assert (refused.status_code, problem["loc"], problem["type"]) == (422, ["query", "limit"], "int_parsing")
    assert problem["msg"].startswith("Ce paramètre ne se lit pas")
    assert unsigned.json()["detail"].startswith("Il faut un jeton valable")


def test_answers_to_a_token_are_never_cached(client):
    personal = reader_for(factories.user()).get(ME)

    assert personal.headers["Cache-Control"] == "private, no-store"
    assert "Authorization" in personal.headers["Vary"]
    assert client.get(EDITIONS).headers["Cache-Control"].startswith("public")


def test_sixty_requests_a_minute_are_allowed_without_a_token(client, settings):
    # a cache that always answers: Redis may be late, and is then not asked again for a moment
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {**settings.CACHES, "default": memory}
    answers = [client.get(EDITIONS) for _number in range(61)]

    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert answers[-1].json()["detail"].startswith("Trop de demandes")
    assert reader_for(factories.user()).get(EDITIONS).status_code == 200


def test_tokens_are_counted_one_by_one(rf):
    requested = rf.get(EDITIONS)
    requested.api_token = None
    counted = Throttle("1/m", with_token=False)

    assert counted.allow_request(requested)
    assert not counted.allow_request(requested)
    cache.clear()


def test_the_document_names_every_address_and_its_page_says_the_same(client):
    document = client.get("/api/v1/openapi.json").json()
    page = client.get("/developers/").content.decode()

    assert document["openapi"].startswith("3.1")
    assert document["paths"]["/api/v1/applications"]["get"]["x-scope"] == "applications"
    assert [path for path in document["paths"] if f"GET {path}" not in page] == []


def test_the_document_declares_the_refusals_of_each_address(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    declared = {path: set(methods["get"]["responses"]) for path, methods in paths.items()}

    assert declared["/api/v1/me"] == {"200", "401", "429"}
    assert declared["/api/v1/editions"] == {"200", "401", "422", "429"}
    assert declared["/api/v1/editions/{edition}/needs"] == {"200", "401", "403", "404", "429"}
    assert declared["/api/v1/editions/{edition}/applications"] == {"200", "401", "403", "404", "422", "429"}
    assert client.get("/api/v1/editions?limit=nine").status_code == 422
    assert all({"200", "401", "429"} <= statuses for statuses in declared.values())
