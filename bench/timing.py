"""Small sums that both sides of a comparison share: how long, how much, and how it is said."""

import gc
import resource
import statistics
from collections.abc import Sequence
from pathlib import Path


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """The median, 95th and 99th percentile of these times, in milliseconds, and how many there were."""
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000

    return {
        "p50": statistics.median(ordered) * 1000,
        "p95": at(0.95),
        "p99": at(0.99),
        "count": len(ordered),
    }


def memory_now(process: int | str = "self") -> float:
    """What a process has in memory now, in MB; 0 where the system does not say."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / 1024 if process == "self" else 0.0
    for line in status.read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def settle() -> None:
    """Collect rubbish now, so that it is not collected in the middle of a measurement."""
    gc.collect()
    gc.freeze()
