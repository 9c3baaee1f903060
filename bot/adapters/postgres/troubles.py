"""What PostgreSQL and the network say when something goes wrong, in our words.

Their own texts may quote keys and addresses, so none of them is passed on: only the five letters of the SQLSTATE are.
Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

import asyncpg

from bot.errors import Broken, Conflict, StoreDamaged, StoreGone, StoreHeld, WrongSetting

CONFLICT, ANOTHER_ERA = "VB001", "VB002"  # raised by vbe.write
_BROKEN_OFF = {"40001", "40P01", "55P03"}  # by the database, whole, because others wanted the same rows
_GONE = {"25006", "57014", "57P01", "57P02", "57P03", "57P05", "58000", "58030"}
_GONE_CLASSES = ("08", "53")  # connections; resources: disk, memory, connections
_UNPREPARED = (
    "a PgBouncer in between loses prepared statements; it must be 1.21 or newer with max_prepared_statements above 0, "
    "or use pool_mode = session"
)
_REFUSED = {
    "26000": _UNPREPARED,
    "42P05": _UNPREPARED,
    "28P01": "user or password is not accepted",
    "28000": "this user is not let in from here (pg_hba.conf), or not without encryption",
    "3D000": "there is no such database; create it with encoding UTF8",
    "42501": "the user lacks a right; it must own the database, or the schema vbe in it",
}
_MISSING = {"3F000", "42P01", "42703", "42883"}


def translated(where: str, error: Exception, *, opening: bool) -> Broken:
    """The error to raise in its place. ``where`` is the address without its password."""
    state = getattr(error, "sqlstate", None)
    if not isinstance(error, asyncpg.PostgresError) or state is None:
        return _unreached(where, error, opening=opening)
    if state == CONFLICT:
        return Conflict(f"A row of {error.args[0]} has changed since it was read. Read it again.")
    if state in _BROKEN_OFF:
        return Conflict("Others were writing the same rows. Read them again.")
    if state in _REFUSED:
        return WrongSetting(f"VBE_STORE, {where}: {_REFUSED[state]}.")
    return _lasting(where, state)


def _lasting(where: str, state: str) -> Broken:
    if state == ANOTHER_ERA:
        return StoreHeld(f"{where}: a newer version of the bot has taken this store over. Stop this one.")
    if state in _MISSING:
        return StoreDamaged(f"{where}: a part of the store is missing ({state}). Put a backup in its place.")
    if state in _GONE or state.startswith(_GONE_CLASSES):
        return StoreGone(f"{where} takes nothing just now ({state}). Look into its log.")
    return StoreDamaged(f"{where} refused a statement of ours ({state}). Look into its log.")


def _unreached(where: str, error: Exception, *, opening: bool) -> Broken:
    if isinstance(error, ValueError):
        return WrongSetting(
            f"VBE_STORE, {where}: something else in the address is not understood, or its values are not."
        )
    if opening:
        remedy = (
            "Check that it runs, its name, its port, and whether it encrypts (sslmode=… at the end of the address)."
        )
        return WrongSetting(f"VBE_STORE: {where} does not answer. {remedy}")
    return StoreGone(f"{where} does not answer. The bot goes on by itself when it is back.")
