"""The embedded store: TinyDB, made durable and flat by SQLite through TinyDB's own extension points.

What one row looks like is in ``shape``, TinyDB's Storage and Table in ``storage`` and ``table``, the file's birth
and health in ``file``, the one process that may write in ``lock``, how commits are written together in ``writer``.
The whole of it is read in ``snapshot`` and replaced in ``replacing``.
"""

from .lock import held_by
from .replacing import replacing
from .store import TinyStore

__all__ = ["TinyStore", "held_by", "replacing"]
