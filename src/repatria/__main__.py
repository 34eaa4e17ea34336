"""``python -m repatria`` is the same as ``repatria``."""

from repatria.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
