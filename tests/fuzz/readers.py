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

with atheris.instrument_imports(include=["repatria.formats", "repatria.model"]):
    from repatria.errors import RepatriaError
    from repatria.formats.oracle_lr import read_oracle_lr
    from repatria.formats.reader import read

SEEDS = {
    "long.csv": "sample,marker,allele1,allele2\nS-1,D18S51,12,13\nS-1,TH01,9.3,9.3\n",
    "wide.csv": "sample,D18S51,D18S51,TH01,TH01\nS-1,12,13,6,9.3\n",
    "tabs.txt": "Sample Name\tMarker\tAllele 1\tAllele 2\nS-1\tvWA\t14\t17\n",
    "frequencies.csv": "marker,allele,frequency\nTH01,6,0.5\nTH01,9.3,0.5\n",
    "table.csv": "Allele,TH01,vWA\n6,0.5,\n9.3,0.5,\n14,,1\n",
    "family.ped": "id\tfid\tmid\tsex\tTH01\n1\t0\t0\t1\t6/9.3\n2\t0\t0\t2\t6/6\n3\t1\t2\t1\t-/-\n",
    "oracle.json": '{"freq_tables": {"t": {"D1": {"12": 0.5, "13": 0.5}}}, "cases": [{"id": "a", "pedigree": '
    '[{"id": "1", "fid": "0", "mid": "0", "sex": 1}], "missing": "1", "chrom": "autosomal", "freq_table": "t", '
    '"markers": ["D1"], "reference_genotypes": {}, "candidate_genotypes": {"D1": ["12", "13"]}, "mutation": null}]}',
    "message.xml": '<?xml version="1.0"?><CODISImportFile xmlns="urn:CODISImportFile-schema"><HEADERVERSION>3.2</HEADERVERSION>'
    "<SPECIMEN><SPECIMENID>S-1</SPECIMENID><LOCUS><LOCUSNAME>TH01</LOCUSNAME><ALLELE><ALLELEVALUE>6</ALLELEVALUE></ALLELE>"
    "</LOCUS></SPECIMEN></CODISImportFile>",
}


def main() -> None:
    """Start the fuzzer from the seeds."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "input"
        corpus = Path(folder) / "seeds"
        corpus.mkdir()
        for name, text in SEEDS.items():
            (corpus / name).write_text(text, encoding="utf-8")

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
