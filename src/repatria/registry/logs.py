"""What may stand in a log: never the secret part of a relative's private link."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"(/f/)[^/\s?#'\"]+")
"""A link to a relative's page: what follows ``/f/`` opens it, together with a number told another way."""
KEPT_OUT = r"\1…"


class KeepDoorsSecret(logging.Filter):
    """Writes ``/f/…`` where a line would tell a private link, in its words, its values and its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the secret out of this line; every line is kept."""
        said = record.getMessage()
        if SECRET.search(said):
            record.msg, record.args = SECRET.sub(KEPT_OUT, said), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = SECRET.sub(KEPT_OUT, record.exc_text)
        return True
