"""What containers are made from: linted, pinned, without root, and agreeing with the code."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.repository import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
HTTPS: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.https.yaml").read_text(encoding="utf-8"))
OURS = ["migrate", "web", "worker", "beat"]
KEYS = set(
    "image build restart read_only tmpfs cap_drop security_opt volumes environment command healthcheck depends_on"
    " ports".split()
)
"""Of the compose specification, those that are used here: a slip of the pen is none of them."""
PINNED = re.compile(r"[a-z]+:\d[\w.-]*")


def test_the_dockerfile_passes_its_linter() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    linted = subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)

    assert linted.stdout == ""
    assert linted.returncode == 0


def test_base_images_have_a_tag_and_name_no_registry() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    pulled = [service["image"] for name, service in SERVICES.items() if name not in OURS]

    assert len(bases) == 3
    assert [image for image in [*bases, *pulled] if not PINNED.fullmatch(image)] == []


def test_the_image_runs_without_root_and_says_how_it_is() -> None:
    last = DOCKERFILE.rsplit("\nFROM ", 1)[1]

    assert re.search(r"^USER \d+$", last, re.MULTILINE)
    assert "/readyz" in last
    assert re.search(r"^HEALTHCHECK ", last, re.MULTILINE)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_says_nothing_that_compose_does_not_know(name: str) -> None:
    service = SERVICES[name]

    assert set(service) <= KEYS
    assert "image" in service
    for other, condition in service.get("depends_on", {}).items():
        needed = condition["condition"]
        assert other in SERVICES
        assert needed in {"service_healthy", "service_completed_successfully"}
        if needed == "service_healthy":
            assert other == "web" or "healthcheck" in SERVICES[other]


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_on_a_read_only_root(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["tmpfs"] == ["/tmp"]
    assert service["volumes"] == ["files:/var/lib/possibles"]


def test_every_volume_is_declared_and_every_file_is_there() -> None:
    mounts = [mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])]

    assert {mount for mount in mounts if not mount.startswith(".")} == set(COMPOSE["volumes"])
    assert all((ROOT / mount).is_file() for mount in mounts if mount.startswith("."))


@pytest.mark.parametrize("name", ["nginx.conf", "nginx-host.conf"])
def test_the_proxy_limits_buffers_and_compresses(name: str) -> None:
    proxy = (ROOT / "deploy" / name).read_text(encoding="utf-8")

    assert "client_max_body_size 25m;" in proxy
    assert "proxy_request_buffering on;" in proxy
    assert "gzip on;" in proxy
    assert proxy.count("{") == proxy.count("}")
    statements = [
        line.strip() for line in proxy.splitlines() if line.strip() and not line.strip().startswith("#")
    ]
    assert [line for line in statements if line[-1] not in ";{}"] == []


def test_the_proxies_pass_as_many_addresses_as_the_site_trusts() -> None:
    """Who speaks HTTPS is a proxy more: alone on a machine it writes the address, in containers nginx adds Caddy's."""
    host, contained = (
        (ROOT / "deploy" / name).read_text(encoding="utf-8") for name in ("nginx-host.conf", "nginx.conf")
    )
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert "X-Forwarded-For $remote_addr;" in host
    assert re.search(r"^TRUSTED_PROXIES=1$", guide, re.MULTILINE)
    assert "X-Forwarded-For $proxy_add_x_forwarded_for;" in contained
    assert SERVICES["web"]["environment"]["TRUSTED_PROXIES"] == "${TRUSTED_PROXIES:-1}"
    assert HTTPS["services"]["web"]["environment"] == {"TRUSTED_PROXIES": "2"}


def test_https_stands_in_front_of_the_proxy_and_keeps_its_certificates() -> None:
    front = HTTPS["services"]["https"]
    _host, _colon, port = front["command"][-1].partition(":")

    assert set(front) <= KEYS
    assert PINNED.fullmatch(front["image"])
    assert front["command"][-1].startswith("proxy:")
    assert SERVICES["proxy"]["ports"][0].endswith(f":{port}")
    assert {mount.split(":")[0] for mount in front["volumes"]} == set(HTTPS["volumes"])
