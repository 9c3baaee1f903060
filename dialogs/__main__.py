"""Draw every dialog: ``python -m dialogs`` prints Mermaid."""

import sys

from .registry import DIALOGS

for dialog in DIALOGS.values():
    sys.stdout.write(f"flowchart TD  %% {dialog.flow.name}\n")
    sys.stdout.writelines(f"    {here} --> {there}\n" for here, there in dialog.flow.arrows())
