"""How alike two titles are, and the keys by which alike titles find one another without comparing all with all.

Titles are compared by their trigrams (as PostgreSQL's pg_trgm does): the share of trigrams they have in common.
Keys are min-wise hashes of the trigrams, in bands (Broder 1997; Leskovec, Rajaraman and Ullman, *Mining of Massive
Datasets*, ch. 3): two titles that share 70 % of their trigrams share a band 99 times in 100, two unrelated ones 1 in
100. Keys are stable from one process and one machine to the next.
"""

from hashlib import blake2b

BANDS, ROWS = 12, 3
ALIKE = 70
"""Of 100: from there on, two titles count as nearly the same."""
_SHORTEST = 8
"""Letters: a title of one short word is not compared."""
_PRIME = (1 << 61) - 1
_MASK = (1 << 32) - 1


def _hash_trigram(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=7).digest(), "big")


_HASHES = [(_hash_trigram(f"slope {row}") | 1, _hash_trigram(f"start {row}")) for row in range(BANDS * ROWS)]


def trigrams(title: str) -> frozenset[str]:
    """The trigrams of a normalised title, word by word, each word between two blanks and one."""
    return frozenset(
        padded[place : place + 3]
        for word in title.split()
        for padded in [f"  {word} "]
        for place in range(len(padded) - 2)
    )


def likeness(text: str, other: str) -> int:
    """How alike two normalised titles are, from 0 to 100: the share of common trigrams."""
    ours, theirs = trigrams(text), trigrams(other)
    either = ours | theirs
    return round(100 * len(ours & theirs) / len(either)) if either else 0


def title_keys(title: str) -> list[str]:
    """The keys of a normalised title, at most ``BANDS``; none for a title too short to compare."""
    if len(title.replace(" ", "")) < _SHORTEST:
        return []
    numbers = [_hash_trigram(trigram) for trigram in sorted(trigrams(title))]
    least = [min((slope * number + start) % _PRIME & _MASK for number in numbers) for slope, start in _HASHES]
    bands = (least[band * ROWS : (band + 1) * ROWS] for band in range(BANDS))
    return [f"t{band:02d}{_hash_trigram(repr(values)):014x}" for band, values in enumerate(bands)]


def siret_key(siret: str) -> str:
    return f"s{siret}"
