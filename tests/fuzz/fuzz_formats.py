"""Coverage-guided fuzzing of every reader, run by ``make fuzz``: a bounded number of inputs, and only our own refusals may leave.

Without arguments each format is fuzzed in a process of its own, starting from the small valid files of the tests. An input that
breaks the rule is kept as ``crash-*`` in the working folder and the exit code is not 0.

    python tests/fuzz/fuzz_formats.py [--runs N] [FORMAT ...]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

RUNS = 20_000
MAX_BYTES = 8_192
SECONDS = 120


def main(arguments: Sequence[str]) -> int:
    """Fuzz the named formats one after the other; 1 if any reader let something else out."""
    from formats.samples import SAMPLES

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="*", choices=[*SAMPLES, []], metavar="FORMAT", help=", ".join(SAMPLES))
    parser.add_argument("--runs", type=int, default=RUNS, help=f"inputs per format ({RUNS:,})")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.one:
        return fuzz(args.formats[0], args.runs, args.one)
    failed = []
    for name in args.formats or SAMPLES:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as work:
            command = [sys.executable, str(HERE), "--one", work, "--runs", str(args.runs), name]
            done = subprocess.run(command, capture_output=True, text=True)
        last = [line for line in done.stderr.splitlines() if line.strip()]
        print(f"{name}: {'ok' if done.returncode == 0 else 'BROKEN'}; {last[-1] if last else ''}", flush=True)
        if done.returncode:
            print("\n".join(last[-40:]))
            failed.append(name)
    return 1 if failed else 0


def fuzz(name: str, runs: int, work: Path) -> int:
    """Hand this process to the fuzzer for one format; ``work`` is an empty folder."""
    import atheris

    with atheris.instrument_imports(include=["repatria.formats", "repatria.model"], enable_loader_override=False):
        from repatria.errors import RepatriaError
        from repatria.formats.reader import read
    from formats.samples import SAMPLES
    from formats.test_fuzz import TOKENS

    (work / "corpus").mkdir()
    (work / "corpus" / "valid").write_bytes(SAMPLES[name])
    words = ("".join(f"\\x{byte:02x}" for byte in token) for token in TOKENS)
    (work / "words").write_text("".join(f'"{word}"\n' for word in words))
    target = work / "input"

    def one(content: bytes) -> None:
        target.write_bytes(content)
        for single in ("at_least", "homozygote"):
            try:
                read(target, single=single)
            except RepatriaError as refusal:
                assert str(target) in str(refusal)

    limits = [
        f"-runs={runs}",
        f"-max_len={MAX_BYTES}",
        f"-max_total_time={SECONDS}",
        "-rss_limit_mb=2048",
        "-timeout=10",
        "-seed=1",
    ]
    atheris.Setup([sys.argv[0], *limits, f"-dict={work / 'words'}", str(work / "corpus")], one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
