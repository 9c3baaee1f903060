"""The smallest bot that speaks Teams' language: it shows what it heard. For testing the likeness by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, web

CARD = "application/vnd.microsoft.card.adaptive"
ANSWER = {"statusCode": 200, "type": CARD}


def button(title, act, *, style="default", **more):
    data = {"vbe": {"act": act, "dialog": "d1", "step": "s", "turning": 1, "data": {}}}
    fallback = {"type": "Action.Submit", "title": title, "data": data, **more}
    return {**fallback, "type": "Action.Execute", "verb": act, "style": style, "fallback": fallback}


def card(heading, *body, buttons=()):
    title = {"type": "TextBlock", "text": heading, "style": "heading"}
    return {"type": "AdaptiveCard", "version": "1.5", "body": [title, *body, *buttons]}


def posted(content):
    return {"type": "message", "attachments": [{"contentType": CARD, "content": content}]}


def a_page():
    """A page with every kind of input, buttons in nested places, and a footer that takes no inputs along."""
    several = {"type": "Input.ChoiceSet", "id": "seen", "label": "Vad såg du?", "isMultiSelect": True}
    several["choices"] = [{"value": "threat", "title": "Hot"}, {"value": "symbols", "title": "Symboler"}]
    one = {"type": "Input.ChoiceSet", "id": "age", "label": "Ålder", "choices": [{"value": "u18", "title": "Under 18"}]}
    toggle = {"type": "Input.Toggle", "id": "sure", "title": "Jag är säker", "value": "false"}
    story = {"type": "Input.Text", "id": "story", "label": "Berätta", "maxLength": 20, "isMultiline": True}
    nested = {"type": "ColumnSet", "columns": [{"type": "Column", "items": [_row(button("Skicka", "send"))]}]}
    footer = _row(button("Tillbaka", "back", associatedInputs="none"), button("Gå sönder", "break"))
    return card("Fyll i", several, one, toggle, story, {"type": "Container", "items": [nested]}, buttons=[footer])


def _row(*actions):
    return {"type": "ActionSet", "actions": list(actions)}


class EchoBot:
    """``heard`` are the activities in order; ``tokens`` goes into its calls."""

    def __init__(self):
        self.url = ""
        self.heard = []
        self.authorizations = []
        self.token = ""
        self.statuses = []
        self.silent = False

    async def messages(self, request):
        activity = await request.json()
        self.heard.append(activity)
        self.authorizations.append(request.headers.get("Authorization", ""))
        if activity["type"] == "invoke":
            return await self._press(activity)
        if activity["type"] == "installationUpdate" and activity["action"] == "add":
            await self.write(activity, card("Hej"))
        elif activity["type"] == "message" and "value" in activity:
            await self.write(activity, card("Tack"), activity["replyToId"])
        elif activity["type"] == "message" and not self.silent:
            await self.write(activity, a_page() if "sida" in activity["text"] else card(f"Du skrev {activity['text']}"))
        return web.Response()

    async def _press(self, activity):
        """``send``: the answer and the message show the same; ``back``: only the answer; ``break``: no answer."""
        verb = activity["value"]["action"]["verb"]
        if verb == "break":
            return web.Response(status=500)
        if verb == "send":
            await self.write(activity, card("Tack"), activity["replyToId"])
        return web.json_response({**ANSWER, "value": card("Tack" if verb == "send" else "Bara här")})

    async def write(self, activity, content, message="", room=""):
        """Post, or update when there is a message; the new message's id."""
        url = f"{activity['serviceUrl']}v3/conversations/{room or activity['conversation']['id']}/activities"
        return await self.call("PUT" if message else "POST", f"{url}/{message}".rstrip("/"), posted(content))

    async def call(self, method, url, body=None):
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.session.request(method, url, json=body, headers=headers) as answer:
            self.statuses.append(answer.status)
            self.headers = answer.headers
            return await answer.json()


@asynccontextmanager
async def echo_bot() -> AsyncIterator[EchoBot]:
    bot = EchoBot()
    app = web.Application()
    app.router.add_post("/api/messages", bot.messages)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    bot.url = f"http://{host}:{port}"
    async with ClientSession() as bot.session:
        yield bot
    await runner.cleanup()
