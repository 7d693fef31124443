"""What every test shares: how hard the properties try, and that a skip in CI is a failure."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.canary import personal_words_stay_home, stores_of_the_session_are_noise

__all__ = ["personal_words_stay_home", "stores_of_the_session_are_noise"]

SKIP_NOTHING = os.environ.get("KITH_SKIP_NOTHING") == "1"

# No deadline and no "too slow": a shared machine is sometimes slow, and that is no fault of the code.
# No database: what one run found is not what the next one tries, so that runs can be compared.
# CI tries the same every time, so that it says the same of the same code; at a desk each run tries something new.
# A test that needs more walks than the profile gives says so as a multiple of `settings.default.max_examples`.
_CALM: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow],
}
settings.register_profile("desk", max_examples=40, **_CALM)
settings.register_profile("ci", max_examples=400, derandomize=True, **_CALM)
settings.load_profile("ci" if SKIP_NOTHING else "desk")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "tells_on_purpose(reason): see tests/canary.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first, so that no core waits for one of them at the end."""
    items.sort(key=lambda item: ("/journeys/" not in item.nodeid, "test_kill" not in item.nodeid))


def _refuse_a_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """With KITH_SKIP_NOTHING=1 a skip fails, so that CI cannot go green on what it did not run."""
    if SKIP_NOTHING and report.skipped and not hasattr(report, "wasxfail"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped where nothing may be: {why}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    report = yield
    _refuse_a_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    report = yield
    _refuse_a_skip(report)
    return report
