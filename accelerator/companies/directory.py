"""Ask the directory of companies about a SIRET: two seconds at most, and never again and again in vain.

The service is « Recherche d'entreprises » (French State, free, no key): ``GET <COMPANY_LOOKUP_URL>/search?q=<siret>``.
``COMPANY_LOOKUP_URL`` is empty by default: nothing is asked of anybody.
"""

import json
import logging
import time
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from threading import BoundedSemaphore, Thread
from typing import Any
from urllib.parse import quote

import urllib3
from django.conf import settings
from django.core.cache import cache

from accelerator.companies.departments import DEPARTMENTS
from accelerator.questionnaires.siret import is_valid
from accelerator.text import clean_line

FAILURES_ALLOWED = 3
"""In a row: the third one opens the circuit."""
PAUSE_S = 60
LONGEST_PAUSE_S = 600
"""Longest pause after a service asked for one."""


class Breaker:
    """Stops requests to one service after failures. Without a shared cache each process has its own: three failures
    and a pause each.
    """

    def __init__(self, name: str) -> None:
        self._open, self._failures = f"breaker:{name}:open", f"breaker:{name}:failures"

    @property
    def is_open(self) -> bool:
        """Whether the service must be left alone now."""
        return bool(cache.get(self._open))

    def record_success(self) -> None:
        cache.delete(self._failures)

    def record_failure(self) -> None:
        """One failure more; the third in a row pauses for a minute."""
        cache.add(self._failures, 0, PAUSE_S * 10)
        try:
            failures = cache.incr(self._failures)
        except ValueError:  # it expired between the two
            failures = 1
        if failures >= FAILURES_ALLOWED:
            self.pause(PAUSE_S)

    def pause(self, seconds: int) -> None:
        """Leave the service alone for so long."""
        cache.set(self._open, True, min(max(seconds, 1), LONGEST_PAUSE_S))
        cache.delete(self._failures)


log = logging.getLogger(__name__)

TIME_OUT_S = 2.0
"""For all of it: people then continue by hand."""
MOST_AT_ONCE = 4
"""Look-ups that are under way in a process: a directory that hangs holds no more threads than that."""
CACHED_FOR_S = 600
"""An answer serves again for so long."""
LARGEST_ANSWER = 512 * 1024
"""Bytes."""
BANDS = {
    "00": "0", "01": "1_9", "02": "1_9", "03": "1_9", "11": "10_49", "12": "10_49", "21": "50_249", "22": "50_249",
    "31": "50_249", **dict.fromkeys(["41", "42", "51", "52", "53"], "300_more"),
}  # fmt: skip
"""Codes of INSEE's head-count bands → ours. « 32 », 250 to 499, is left out: ours cut it in two."""

breaker = Breaker("companies")
_slots = BoundedSemaphore(MOST_AT_ONCE)
_pool = urllib3.PoolManager(num_pools=2, maxsize=4, retries=False)


class LookupUnavailable(Exception):
    """The directory did not answer, or is being left alone: one goes on by hand."""


@dataclass(frozen=True)
class Company:
    """An establishment as the directory describes it; a field that it does not have is empty."""

    siret: str
    name: str
    town: str
    department: str
    head_count: str


def is_on() -> bool:
    """Whether the site uses the directory."""
    return bool(settings.COMPANY_LOOKUP_URL)


def find_company(siret: str) -> Company | None:
    """The establishment of this SIRET, ``None`` when the directory knows none. Blocks for two seconds at most.

    Raises :class:`LookupUnavailable`: switched off, out of reach, too slow, refusing, or failing often lately.
    """
    if not is_on() or breaker.is_open:
        raise LookupUnavailable
    if not is_valid(siret):
        return None
    cached = cache.get(f"company:{siret}")
    if cached is not None:
        return Company(**cached) if cached else None
    try:
        company = _read(_fetch(siret), siret)
    except (
        urllib3.exceptions.HTTPError,
        OSError,
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
    ) as problem:
        log.warning("the company directory failed: %s", type(problem).__name__)
        breaker.record_failure()
        raise LookupUnavailable from problem
    breaker.record_success()
    cache.set(f"company:{siret}", asdict(company) if company else False, CACHED_FOR_S)
    return company


def _fetch(siret: str) -> object:
    """The answer of the directory, within ``TIME_OUT_S`` whatever is slow: its name server, its handshake, its answer.

    A thread of its own talks to it: the time-outs of a socket begin again at each byte, and nothing interrupts a name
    that is being looked up. At most ``MOST_AT_ONCE`` of them in a process.
    """
    slots = _slots
    if not slots.acquire(blocking=False):
        raise TimeoutError("too many look-ups at once")
    answered: Future[Any] = Future()

    def talk() -> None:
        try:
            answered.set_result(_request(siret, time.monotonic() + TIME_OUT_S))
        except BaseException as problem:  # it is raised where one waits for it
            answered.set_exception(problem)
        finally:
            slots.release()

    Thread(target=talk, name="companies", daemon=True).start()
    return answered.result(TIME_OUT_S)


def _request(siret: str, ends: float) -> object:
    address = f"{settings.COMPANY_LOOKUP_URL.rstrip('/')}/search?q={quote(siret)}&per_page=1"
    response = _pool.request(
        "GET",
        address,
        timeout=urllib3.Timeout(connect=TIME_OUT_S / 2, read=TIME_OUT_S / 2),
        redirect=False,
        preload_content=False,
        headers={"Accept": "application/json"},
    )
    try:
        if response.status == 429:
            breaker.pause(_parse_seconds(response.headers.get("Retry-After", "")))
            raise LookupUnavailable
        if response.status != 200:
            raise ValueError(f"status {response.status}")
        return json.loads(_read_body(response, ends))
    finally:
        response.close()


def _read_body(response: Any, ends: float) -> bytes:
    """The body of its answer, unless it takes too long or is too large."""
    parts, size = [], 0
    while part := response.read1(16 * 1024):
        parts.append(part)
        size += len(part)
        if size > LARGEST_ANSWER or time.monotonic() > ends:
            raise ValueError("too long")
    return b"".join(parts)


def _parse_seconds(text: str) -> int:
    """Seconds of a ``Retry-After`` header; the usual pause for a date or nonsense."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else PAUSE_S


def _read(answer: Any, siret: str) -> Company | None:
    for unit in answer["results"]:
        places = [unit.get("siege") or {}, *(unit.get("matching_etablissements") or [])]
        place = next((place for place in places if place.get("siret") == siret), None)
        if place is None:
            continue
        band = str(unit.get("tranche_effectif_salarie") or "")
        return Company(
            siret=siret,
            name=_read_text(unit.get("nom_complet") or unit.get("nom_raison_sociale"), 200),
            town=_read_text(place.get("libelle_commune"), 120).title(),
            department=DEPARTMENTS.get(str(place.get("departement") or "").upper(), ""),
            head_count=BANDS.get(band, ""),
        )
    return None


def _read_text(value: object, longest: int) -> str:
    return clean_line(value)[:longest] if isinstance(value, str) else ""
