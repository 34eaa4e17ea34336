"""Statistics for the planner of PostgreSQL, of rows that a test has written and not committed."""

from __future__ import annotations


def gather_statistics() -> None:
    """Let PostgreSQL look at its tables now; on SQLite nothing is needed.

    In real work autovacuum does this within a minute. Of rows that are not committed nobody else gathers statistics, and
    plans without them took minutes.
    """
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # own tables only: those of the whole cluster are shared with the other worker, whose transaction may hold them
            cursor.execute("ANALYZE " + ", ".join(f'"{name}"' for name in connection.introspection.table_names(cursor)))
