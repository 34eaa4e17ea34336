"""Coverage-guided fuzzing of every reader: whatever the bytes, only an error of our family comes out.

Not part of ``make test``: it needs atheris, which has no wheel everywhere. ``make fuzz`` runs it for a bounded number of inputs;
arguments go to the fuzzer (``-runs=``, ``-max_total_time=``, a folder of inputs to start from). An input that breaks a reader is
left as ``crash-…`` in the working folder.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

from formats.samples import SAMPLES

with atheris.instrument_imports(include=["repatria.formats", "repatria.model"]):
    from repatria.errors import RepatriaError
    from repatria.formats.oracle_lr import read_oracle_lr
    from repatria.formats.reader import read

ORACLE = (
    '{"freq_tables": {"t": {"D1": {"12": 0.5, "13": 0.5}}}, "cases": [{"id": "a", "pedigree": '
    '[{"id": "1", "fid": "0", "mid": "0", "sex": 1}], "missing": "1", "chrom": "autosomal", "freq_table": "t", '
    '"markers": ["D1"], "reference_genotypes": {}, "candidate_genotypes": {"D1": ["12", "13"]}, "mutation": null}]}'
)
SEEDS = {**SAMPLES, "oracle.json": ORACLE.encode()}


def main() -> None:
    """Start the fuzzer from the seeds."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "input"
        corpus = Path(folder) / "seeds"
        corpus.mkdir()
        for number, content in enumerate(SEEDS.values()):
            (corpus / f"{number:02d}").write_bytes(content)

        def one(data: bytes) -> None:
            target.write_bytes(data)
            for reader in (read, read_oracle_lr):
                try:
                    reader(target)
                except RepatriaError as refusal:
                    assert str(refusal), "a refusal without a sentence"

        atheris.Setup([*sys.argv, str(corpus)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
