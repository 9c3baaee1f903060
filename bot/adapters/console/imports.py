"""``import KIND FILE``: the kinds of file that can be brought into the store, each in a file of its own."""

from . import Commands, completions, directory, export

KINDS = (directory.declare, completions.declare, export.declare_import)


def declare(commands: Commands) -> None:
    """The command and its kinds."""
    about = "Bring a file into the store."
    kinds = commands.add_parser("import", help=about, description=about).add_subparsers(required=True, metavar="KIND")
    for declare_kind in KINDS:
        declare_kind(kinds)
