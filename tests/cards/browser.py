"""The browser that draws cards: Debian's chromium, driven by node with the packages of package-lock.json.

What is missing is named. As root on Debian chromium is installed; node's packages are, wherever npm is.
"""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from shutil import which

HERE = Path(__file__).parent
NODE = 20  # the oldest that playwright-core takes
QUIET = ("--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


class Missing(Exception):
    """Something that pictures need is not on this machine."""


def ready() -> str:
    """Everything is there, or is put there; chromium's path. Raises Missing, which names what is not."""
    if not which("node") or not which("npm"):
        raise Missing("node and npm: install Debian's nodejs and npm")
    version = subprocess.check_output(["node", "--version"], text=True).strip()
    if int(version.lstrip("v").partition(".")[0]) < NODE:
        raise Missing(f"node {NODE} or newer: this is {version}")
    _packages()
    return which("chromium") or _installed_chromium()


def drawn(cards: Mapping[str, Mapping[str, object]], folder: Path) -> list[dict[str, str]]:
    """Draw cards (name → language → card) as pictures into a folder; what is wrong, as {"picture", "fault"}."""
    chromium = ready()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    file = folder / "cards.json"
    file.write_text(json.dumps(cards), "utf-8")
    command = ["node", HERE / "render.mjs", file, folder]
    told = subprocess.run(command, env={**os.environ, "VBE_CHROMIUM": chromium}, stdout=subprocess.PIPE, check=True)
    return json.loads(told.stdout)


def _packages() -> None:
    lock, done = HERE / "package-lock.json", HERE / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    if subprocess.run(["npm", "ci", *QUIET], cwd=HERE, check=False).returncode:
        raise Missing("npm's packages: npm ci failed in tests/cards")


def _installed_chromium() -> str:
    if os.getuid() == 0 and which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False, stdout=subprocess.DEVNULL)
    return which("chromium") or _no_chromium()


def _no_chromium() -> str:
    raise Missing("chromium: install Debian's package chromium")
