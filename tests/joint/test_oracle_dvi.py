"""Incidents solved by another program (dvir 3.4.2 on pedprobr): every number that it printed, and two that it refused.

Files and licence: data-gpl/oracle/README.md. The other program sums over the whole pedigree as stated: ``sum``.
"""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from repatria.cli.main import main
from repatria.formats.oracle_dvi import read_oracle_dvi
from repatria.joint.answer import Identification
from repatria.joint.identify import identify
from repatria.joint.problem import from_pairs
from repatria.joint.solve import solve

ORACLE = Path(__file__).parents[2] / "data-gpl/oracle"
SOLVED = ("KETPchap481", "KETPexer498", "example1", "example2", "fire", "sim1", "sim2", "symmetricSibs")
RELATIVE = 5e-9
"""The peer's tables sum to 1 only to about 1e-9."""


def told(name: str) -> dict[str, Any]:
    """What the other program printed for one incident."""
    return json.loads((ORACLE / f"dvi_{name}.json").read_text())["case"]  # type: ignore[no-any-return]


@cache
def ours(name: str) -> Identification:
    """Our answer to one incident under the convention of the other program."""
    return identify(read_oracle_dvi(ORACLE / f"dvi_{name}.json"), ancestors="sum")


@pytest.mark.parametrize("name", SOLVED)
class TestSolvedByThePeer:
    def test_log_likelihood_of_the_best(self, name):
        top = told(name)["joint"]["top"][0]
        answer = ours(name)
        assert answer.exact and answer.neglected_mass == 0.0
        assert answer.log_likelihood == pytest.approx(top["loglik"], abs=1e-6)
        best = [row for row in told(name)["joint"]["top"] if row["loglik"] != "-Inf" and row["loglik"] > top["loglik"] - 1e-9]
        assert any(all(answer.best[v] == row[v] for v in answer.victims) for row in best)

    def test_posteriors(self, name):
        table = told(name)["joint"]["posterior_flat_prior"]
        mine = [[ours(name).probability(v, m) for m in table["cols"]] for v in table["rows"]]
        np.testing.assert_allclose(mine, table["values"], rtol=RELATIVE, atol=1e-15)

    def test_generalised_ratios(self, name):
        table = told(name)["joint"]["GLR_matrix"]
        glr = ours(name).to_json()["glr"]
        for victim, row in zip(table["rows"], table["values"], strict=True):
            for missing, value in zip(table["cols"], row, strict=True):
                mine = glr[victim][missing]
                assert mine is None if value is None else mine == pytest.approx(value, rel=RELATIVE)


class TestSetsThePeerSees:
    @pytest.mark.parametrize(
        ("name", "sets"),
        [
            ("fire", [({"V2", "V3"}, {"M2", "M3"})]),
            ("symmetricSibs", [({"V1", "V2"}, {"M1", "M2"}), ({"V3"}, {"M3", "M4"})]),
            ("sim1", []),
        ],
    )
    def test_symmetric_matches(self, name, sets):
        assert [(set(s.victims), set(s.missing)) for s in ours(name).sets] == sets


class TestRefusedByThePeer:
    def test_planecrash_equals_the_sum_of_its_pairwise_ratios(self):
        case = told("planecrash")
        pairs = case["pairwiseLR"]
        log_lr = np.log(np.array(pairs["values"], dtype=float))
        expected = solve(from_pairs(pairs["rows"], pairs["cols"], log_lr, log_nobody=case["null_loglik"]), prior={})
        answer = ours("planecrash")
        assert answer.log_likelihood == pytest.approx(expected.log_likelihood, abs=1e-6)
        assert answer.best == expected.best
        np.testing.assert_allclose(answer.table, expected.table, rtol=1e-8, atol=1e-15)
        np.testing.assert_allclose(answer.log_glr, expected.log_glr, atol=1e-8)

    def test_icmp_has_the_best_of_the_older_function_and_is_solved_in_full(self):
        best = told("icmp")["jointDVI_legacy"]["top"][:2]  # no mutation here, so that nothing it fixes first is lost
        answer = ours("icmp")
        assert answer.exact
        assert answer.log_likelihood == pytest.approx(best[0]["loglik"], abs=1e-6)
        assert any(all(answer.best[v] == row[v] for v in answer.victims) for row in best)
        assert [(s.victims, s.missing) for s in answer.sets] == [(("V2",), ("M10", "M11"))]
        np.testing.assert_allclose(answer.table.sum(axis=1), 1.0, atol=1e-12)


class TestCommand:
    def test_json_is_the_contract(self, capsys, tmp_path):
        out = tmp_path / "answer.json"
        path = str(ORACLE / "dvi_example2.json")
        assert main(["identify", path, "--json", "--ancestors", "sum", "--out", str(out)]) == 0
        spoken = json.loads(capsys.readouterr().out)
        assert spoken == json.loads(out.read_text())
        assert spoken["best"] == {"V1": "M1", "V2": "M2", "V3": "M3"}
        assert spoken["log_likelihood"] == pytest.approx(told("example2")["joint"]["top"][0]["loglik"], abs=1e-9)
        assert spoken["glr"]["V1"]["M2"] == 0.0 and spoken["glr"]["V1"]["M3"] is None
        assert spoken["prior"]["kind"] == "flat" and spoken["exact"] is True and spoken["method"].startswith("exact")

    def test_the_table_names_everybody(self, capsys):
        assert main(["identify", str(ORACLE / "dvi_fire.json")]) == 0
        shown = capsys.readouterr().out
        assert "V2, V3 are M2, M3: the data cannot order them." in shown
        assert all(v in shown for v in ("V1", "V2", "V3"))

    def test_pruning_is_the_default(self):
        case = read_oracle_dvi(ORACLE / "dvi_sim2.json")
        difference = identify(case).log_likelihood - ours("sim2").log_likelihood
        assert 1e-3 < abs(difference) < 0.1 and math.isfinite(difference)
