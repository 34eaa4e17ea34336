"""Settings shared by all tests: property tests have no clock, and the same examples on every run of the checks."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("checks", parent=settings.get_profile("desk"), derandomize=True, database=None)
settings.load_profile("checks" if os.environ.get("CI") else "desk")
