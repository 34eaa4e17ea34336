"""How much memory a reader needs for a large file beyond what it needs for a small one, measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import resource, sys
from pathlib import Path
from repatria.formats.notes import Notes
from repatria.formats.reader import stream


def peak():
    status = Path("/proc/self/status")
    if status.is_file():  # the peak of this program; the other figure remembers the program that started it
        return next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


small, large = map(Path, sys.argv[1:])
list(stream(small, Notes()))
before = peak()
print(sum(len(p.calls) for p in stream(large, Notes())), peak() - before)
"""


def growth(small: Path, large: Path) -> tuple[int, int]:
    """The number of calls in ``large``, and by how many bytes the process grew to stream it after ``small``."""
    done = subprocess.run([sys.executable, "-c", SCRIPT, small, large], capture_output=True, check=True, text=True)
    calls, grown = map(int, done.stdout.split())
    return calls, grown
