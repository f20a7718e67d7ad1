"""The figures as a Markdown table: ours at each volume, what we aim at, and the best peers beside."""

import json
from pathlib import Path
from typing import Any

PEERS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "peers.json").read_text(encoding="utf-8")
)
TOLERATED_GROWTH = 1.3
SMALL_MS = 2.0
"""A growth of less than this is noise, whatever its ratio."""


def verdict(row: dict[str, Any]) -> str:
    """✓, or what is missed."""
    if "error" in row:
        return "✗ failed"
    missed = []
    if row.get("aim_ms") is not None and row["median_ms"] > row["aim_ms"]:
        missed.append(f"> {row['aim_ms']:g} ms")
    if row.get("aim_queries") is not None and row["queries"] > row["aim_queries"]:
        missed.append(f"> {row['aim_queries']} SQL")
    if row.get("aim") is not None:
        kept = row["value"] <= row["aim"] if row["sense"] == "≤" else row["value"] >= row["aim"]
        missed += [] if kept else [f"not {row['sense']} {row['aim']:g}"]
    return f"✗ {', '.join(missed)}" if missed else "✓"


def growth(rows: list[dict[str, Any]]) -> str:
    """The median at the largest volume over the one at the smallest."""
    known = [row for row in rows if "median_ms" in row]
    if len(known) < 2:
        return "–"
    first, last = known[0]["median_ms"], known[-1]["median_ms"]
    flat = last <= first * TOLERATED_GROWTH or last - first <= SMALL_MS
    return f"× {last / first:.1f}" + ("" if flat else " ✗")


def peers_of(row: dict[str, Any]) -> str:
    told = []
    for name, page in (row.get("peers") or {}).items():
        figures = PEERS[name][page]
        medians = " / ".join(str(figures[n][0]) for n in ("100", "1000", "10000"))
        told.append(f"{name.split()[0]} {medians} ({figures['sql']} SQL)")
    return "; ".join(told) or "–"


def markdown(rows: list[dict[str, Any]], *, where: str, day: str) -> str:
    pages = [row for row in rows if not row.get("job") and "unit" not in row]
    volumes = sorted({row["n"] for row in pages})
    head = " | ".join(f"N={volume}" for volume in volumes)
    lines = [
        f"# Figures of {day}",
        "",
        f"{where}. Median / p95 in ms of 30 requests after 5, then SQL statements, and processor ms of the server.",
        "",
        "Where the machine is shared, trust the processor time and the ratio to the floor.",
        "",
        f"| Page | {head} | floor | growth | aim | kept | best peers, ms at 100 / 1 000 / 10 000 |",
        "|---" * (len(volumes) + 6) + "|",
    ]
    for name in dict.fromkeys(row["page"] for row in pages):
        same = sorted((row for row in pages if row["page"] == name), key=lambda row: row["n"])
        lines.append(_page_line(name, same, volumes))
    lines += ["", "| Measure | N | figure | aim | kept | peers |", "|---|---|---|---|---|---|"]
    lines += [_other_line(row) for row in rows if row not in pages]
    return "\n".join(lines) + "\n"


def _page_line(name: str, same: list[dict[str, Any]], volumes: list[int]) -> str:
    by_volume = {row["n"]: row for row in same}
    cells = [_cell(by_volume.get(volume)) for volume in volumes]
    last = same[-1]
    aim = f"≤ {last['aim_ms']:g} ms, {last['aim_queries']} SQL" if last.get("aim_ms") else "–"
    kept = next((verdict(row) for row in same if verdict(row) != "✓"), "✓") if last.get("aim_ms") else "–"
    floor = last.get("floor_ms") or "–"
    return f"| {name} | {' | '.join(cells)} | {floor} | {growth(same)} | {aim} | {kept} | {peers_of(last)} |"


def _cell(row: dict[str, Any] | None) -> str:
    if row is None:
        return "–"
    return (
        row["error"]
        if "error" in row
        else f"{row['median_ms']} / {row['p95_ms']} · {row['queries']} SQL · {row['cpu_ms']:g} CPU"
    )


def _other_line(row: dict[str, Any]) -> str:
    figure = row["error"] if "error" in row else f"{row['value']:g} {row['unit']}"
    figure += f", {row['queries']} SQL" if row.get("queries") else ""
    figure += f" ({row['client']})" if row.get("client") else ""
    peers = PEERS["pretalx 2026.2.1"].get(row.get("peer", ""), {})
    told = (
        "pretalx " + " / ".join(f"{value:g}" for key, value in peers.items() if key != "unit")
        if peers
        else "–"
    )
    number = row.get("number", row["n"])
    aim, kept = (f"{row['sense']} {row['aim']:g}", verdict(row)) if "aim" in row else ("–", "–")
    return f"| {row['page']} | {number} | {figure} | {aim} | {kept} | {told} |"
