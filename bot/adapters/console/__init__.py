"""The command line: one file a command, or a natural pair. ``declare`` says what it takes, ``run`` does it.

What a command needs of the running bot it asks through the control socket (decision 21). Errors that a person can do
something about are raised as VbeError; ``app.py`` prints them and ends with 1.
"""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.errors import VbeError, WrongSetting
from content import WrongWords

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse's own type has no public name
else:
    Commands = Any

Run = Callable[[argparse.Namespace], Coroutine[Any, Any, int]]

OK, FAILED = 0, 1


def command(commands: Commands, name: str, run: Run, *, about: str = "") -> argparse.ArgumentParser:
    """Declare a command; its help is the first line of ``run``'s docstring, and ``about`` tells more in its --help."""
    first = (run.__doc__ or "").partition("\n")[0]
    own = commands.add_parser(name, help=first, description=f"{first} {about}".strip())
    own.set_defaults(run=run)
    return own


def of_a_demo(own: argparse.ArgumentParser) -> None:
    """Take --demo, as ``serve`` does."""
    own.add_argument("--demo", action="store_true", help="the store of a demo")


def text_of(file: Path) -> str:
    """What a text file says. Raises VbeError, which names the file."""
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise VbeError(f"{file}: {os.strerror(error.errno or 0)}.") from error
    except UnicodeDecodeError as error:
        raise VbeError(f"{file} is no text in UTF-8. Save it as that.") from error


def quiet_logs() -> None:
    """One line an event, ours only: what libraries log may quote what people send."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", level=logging.WARNING)
    logging.getLogger("bot").setLevel(logging.INFO)
    for name in ("aiohttp", "asyncio", "asyncpg", "botbuilder", "msrest", "urllib3"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def carried_out(options: argparse.Namespace) -> int:
    """Run the command that was chosen; its exit code. What went wrong is said in one line, without a traceback."""
    try:
        code: int = asyncio.run(options.run(options))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read what we print has gone, as head does
        code = FAILED
    except (VbeError, WrongWords, OSError) as error:
        print(f"app.py: {_told(error)}", file=sys.stderr)
        code = FAILED
    except KeyboardInterrupt:
        code = FAILED
    _let_go()
    return code


def key_file(place: str, *, demo: bool) -> Path:
    """The key file that the environment names; a demo's lies beside its store. Raises WrongSetting."""
    named = os.environ.get("VBE_KEY_FILE", "").strip()
    if not named and not demo:
        raise WrongSetting("VBE_KEY_FILE is missing. Set it as for the bot.")
    return Path(named) if named else Path(place).with_suffix(".keys")


def _told(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror}."
    return str(error)


def _let_go() -> None:
    """What cannot be printed any more is dropped, before Python itself complains about it at the very end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
