"""botbuilder's part: its Teams handler tells what kind of activity came in. The activity itself stays plain JSON.

Only what the handler looks at is filled into the model; reading a whole activity into it costs a turn many times over.
"""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from botbuilder.core import TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity

from bot.ports import Doc
from bot.talk import Answer, Heard

Turn = Callable[[Heard], Awaitable[Answer | None]]
HEARD, ANSWER = "vbe.heard", "vbe.answer"


class Listener(TeamsActivityHandler):
    """Takes every kind of activity that says something to the turn."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    async def hear(self, activity: Doc, heard: Heard) -> Answer | None:
        """Hand the activity to the handler; what the turn answered."""
        model = Activity(type=activity["type"], action=str(activity.get("action", "")))
        context = TurnContext(self, model)
        context.turn_state[HEARD] = heard
        await self.on_turn(context)
        return cast("Answer | None", context.turn_state.get(ANSWER))

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Typed words, or an Action.Submit."""
        await self._take(turn_context)

    async def on_invoke_activity(self, turn_context: TurnContext) -> Any:
        """An Action.Execute. Nothing is returned, so that the handler sends nothing: the door answers the call."""
        await self._take(turn_context)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """The bot came into a conversation, or left it."""
        await self._take(turn_context)

    async def on_installation_update_add(self, turn_context: TurnContext) -> None:
        """The app was installed."""
        await self._take(turn_context)

    async def on_installation_update_remove(self, turn_context: TurnContext) -> None:
        """The app was removed."""
        await self._take(turn_context)

    async def _take(self, context: TurnContext) -> None:
        context.turn_state[ANSWER] = await self._turn(cast("Heard", context.turn_state[HEARD]))
