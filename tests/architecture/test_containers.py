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


def test_the_proxy_limits_and_buffers_what_is_sent() -> None:
    proxy = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")

    assert "client_max_body_size 25m;" in proxy
    assert "proxy_request_buffering on;" in proxy
    assert proxy.count("{") == proxy.count("}")
    statements = [
        line.strip() for line in proxy.splitlines() if line.strip() and not line.strip().startswith("#")
    ]
    assert [line for line in statements if line[-1] not in ";{}"] == []


def test_the_proxy_of_a_machine_without_containers_differs_by_its_upstream_alone() -> None:
    contained, alone = (
        [
            line
            for line in (ROOT / "deploy" / name).read_text(encoding="utf-8").splitlines()
            if "#" not in line
        ]
        for name in ("nginx.conf", "nginx-host.conf")
    )

    assert [pair for pair in zip(contained, alone, strict=True) if pair[0] != pair[1]] == [
        ("    server web:8000;", "    server 127.0.0.1:8000;")
    ]
