"""The store for several instances at once: PostgreSQL, through asyncpg.

Where it is and whether we may trust what we were told about that is in ``address``, the calls and what goes wrong with
them in ``line``, how documents lie there and how that comes about in ``schema`` and ``steps``, what is asked in
``questions``; the whole of it is read and replaced in ``whole``.
"""

from .store import PostgresStore

__all__ = ["PostgresStore"]
