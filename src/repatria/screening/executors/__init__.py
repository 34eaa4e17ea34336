"""Where blocks run. An executor takes blocks and a function, and yields results in any order; it knows nothing else."""

from repatria.screening.executors.processes import processes
from repatria.screening.executors.serial import serial

__all__ = ["processes", "serial"]
