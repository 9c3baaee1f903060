"""What Teams sent, as the bot hears it: an activity, plain JSON, checked at the door and made into Heard.

Shapes: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

from collections.abc import Callable, Iterator
from typing import Any, Literal, cast, get_args

from bot.ports import Doc
from bot.talk import Attached, Chat, File, Heard, Installed, Pressed, Removed, Typed

from .shapes import BadActivity, clean, needed, part, parts, text

Kind = Literal["personal", "channel", "groupChat"]
Said = Typed | Pressed | Attached | Installed | Removed
FILE = "application/vnd.microsoft.teams.file.download.info"
LONGEST_ADDRESS = 8_000  # characters; an address that opens a file by itself is long


def hear(activity: Doc) -> Heard | None:
    """What was said, or None when it is nothing that the bot listens to. Raises BadActivity."""
    reader = READERS.get(needed(activity, "type"))
    said = reader(activity) if reader else None
    if said is None:
        return None
    return Heard(
        key=needed(activity, "id"),
        person=_person(activity, said),
        chat=_chat(activity),
        said=said,
        locale=_locale(activity),
        message=text(activity, "replyToId") if isinstance(said, Pressed) else "",
        answerable=activity["type"] == "invoke",
    )


def pressed(data: Any) -> Pressed:
    """A button's data: what the page put there under ``vbe``, the inputs beside it. Malformed: an empty act."""
    layout = data.get("vbe") if isinstance(data, dict) else None
    if not isinstance(layout, dict) or type(layout.get("turning", 0)) is not int:
        return Pressed("")
    names = {name: layout.get(name, "") for name in ("act", "dialog", "step")}
    inputs = {name: value for name, value in data.items() if name != "vbe" and value is not None}
    static = layout.get("data", {})
    if not (_words(names) and _words(inputs) and _words(static)):
        return Pressed("")
    return Pressed(**_clean(names), turning=layout.get("turning", 0), inputs=_clean(inputs), data=_clean(static))


def tenants(activity: Doc) -> set[str]:
    """Every tenant that the activity names. Raises BadActivity."""
    named = (
        text(part(part(activity, "channelData"), "tenant"), "id"),
        text(part(activity, "conversation"), "tenantId"),
    )
    return {tenant.casefold() for tenant in named if tenant}


def _message(activity: Doc) -> Said | None:
    """Typed words; without words but with a value it is an Action.Submit. What others say to each other is let be."""
    words = _unmentioned(activity)
    value = activity.get("value")
    if value is not None and not words:
        return pressed(value)
    files = tuple(_files(activity)) if _kind(activity) == "personal" else ()
    if files:
        return Attached(files, words)
    return Typed(words) if _kind(activity) == "personal" or _mentioned(activity) else None


def _files(activity: Doc) -> Iterator[File]:
    """What Teams puts beside the words: images in the message, and files. What it repeats of the words is left out.

    https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4#receive-files-in-personal-chat
    """
    for each in parts(activity, "attachments"):
        kind = text(each, "contentType")
        if kind.startswith("image/"):
            yield File(text(each, "contentUrl")[:LONGEST_ADDRESS], inline=True)
        elif kind == FILE:
            yield File(text(part(each, "content"), "downloadUrl")[:LONGEST_ADDRESS], inline=False)


def _invoke(activity: Doc) -> Said | None:
    if text(activity, "name") != "adaptiveCard/action":
        return None
    value = activity.get("value")
    action = value.get("action") if isinstance(value, dict) else None
    return pressed(action.get("data") if isinstance(action, dict) else None)


def _installation(activity: Doc) -> Said | None:
    return CHANGES.get(text(activity, "action").removesuffix("-upgrade"))


def _membership(activity: Doc) -> Said | None:
    bot = text(part(activity, "recipient"), "id")
    for name, change in (("membersAdded", Installed()), ("membersRemoved", Removed())):
        if bot and any(text(member, "id") == bot for member in parts(activity, name)):
            return change
    return None


CHANGES: dict[str, Said] = {"add": Installed(), "remove": Removed()}
READERS: dict[str, Callable[[Doc], Said | None]] = {
    "message": _message,
    "invoke": _invoke,
    "installationUpdate": _installation,
    "conversationUpdate": _membership,
}


def _unmentioned(activity: Doc) -> str:
    """The typed words without the bot's own mention; of other mentions the name stays."""
    words = text(activity, "text")
    bot = text(part(activity, "recipient"), "id")
    for mention, mentioned in _mentions(activity):
        name = "" if mentioned == bot else mention.removeprefix("<at>").removesuffix("</at>")
        words = words.replace(mention, name)
    return words.replace("\xa0", " ").strip()


def _mentioned(activity: Doc) -> bool:
    bot = text(part(activity, "recipient"), "id")
    return bool(bot) and any(mentioned == bot for _, mentioned in _mentions(activity))


def _mentions(activity: Doc) -> Iterator[tuple[str, str]]:
    for entity in parts(activity, "entities"):
        if text(entity, "type") == "mention" and text(entity, "text"):
            yield text(entity, "text"), text(part(entity, "mentioned"), "id")


def _person(activity: Doc, said: Said) -> str:
    """The Entra object id, in small letters as the directory has it. A team's installation may come without one."""
    sender = part(activity, "from")
    in_team = isinstance(said, Installed | Removed) and _kind(activity) != "personal"
    return (text(sender, "aadObjectId") if in_team else needed(sender, "aadObjectId")).lower()


def _chat(activity: Doc) -> Chat:
    tenant = text(part(part(activity, "channelData"), "tenant"), "id")
    conversation = part(activity, "conversation")
    return Chat(
        service_url=needed(activity, "serviceUrl"),
        conversation=needed(conversation, "id"),
        kind=_kind(activity),
        tenant=tenant or text(conversation, "tenantId"),
        bot=text(part(activity, "recipient"), "id"),
    )


def _kind(activity: Doc) -> Kind:
    kind = needed(part(activity, "conversation"), "conversationType")
    if kind not in get_args(Kind):
        raise BadActivity("conversationType")
    return cast("Kind", kind)


def _locale(activity: Doc) -> str:
    infos = (entity for entity in parts(activity, "entities") if text(entity, "type") == "clientInfo")
    return text(activity, "locale") or next((text(info, "locale") for info in infos), "")


def _words(found: Any) -> bool:
    """Whether this is an object that holds texts only."""
    return isinstance(found, dict) and all(isinstance(value, str) for value in found.values())


def _clean(found: dict[str, str]) -> dict[str, str]:
    return {clean(name): clean(value) for name, value in found.items()}
