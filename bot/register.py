"""The directory as the store keeps it: read at the start, and written whole from a directory file."""

from . import directory
from .city import departments
from .errors import VbeError
from .instances import DIRECTORY
from .people import Directory
from .ports import PEOPLE, Del, Put, Store


async def load_people(store: Store) -> Directory:
    """The directory as the store has it."""
    people, after = [], None
    while rows := (await store.find(PEOPLE, after=after, limit=1000)).rows:
        people += [directory.from_doc(row.doc) for row in rows]
        after = (None, rows[-1].key)
    return Directory(people)


async def import_directory(store: Store, text: str, *, apply: bool, force: bool) -> directory.Changes:
    """Compare a directory file with the store, and write it when asked to. Raises WrongDirectory."""
    people = directory.parse(text, {each.id for each in departments()})
    changes = directory.compare((await load_people(store)).people, people)
    if apply and changes.large_cut and not force:
        raise VbeError(f"{len(changes.removed)} of {changes.before} people would be removed. If that is meant: --force")
    if apply:
        known = {each.id: each for each in people}
        puts = [Put(PEOPLE, each, directory.to_doc(known[each])) for each in (*changes.added, *changes.changed)]
        await store.commit(*puts, *(Del(PEOPLE, each) for each in changes.removed))
        await store.tell(DIRECTORY)
    return changes
