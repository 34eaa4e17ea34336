"""The exercise that the tests of the pictures share, and its report, built once."""

from __future__ import annotations

import pytest

from pictures.exercise import exercise_report
from repatria.pictures.data import ReportData
from repatria.pictures.report import report_files


@pytest.fixture(scope="session")
def report_data() -> ReportData:
    """The exercise as a report would get it."""
    return exercise_report()


@pytest.fixture(scope="session")
def files(report_data: ReportData) -> dict[str, bytes]:
    """Every file of its report."""
    return dict(report_files(report_data))
