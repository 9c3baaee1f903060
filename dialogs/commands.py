"""What can be asked for anywhere: menu, help, back, change, cancel, start over, language, who sees what."""

from collections.abc import Awaitable, Callable

from bot.ports import CHATS, Put
from bot.talk import Pressed
from content import LANGUAGES, load

from . import campaign_acts, marks, my_cases, survey_acts, symbols, training, welcome
from .forum_lists import theirs
from .matching import listened, plain
from .menu import menu
from .opened import Opened, drop, keep, start
from .registry import DIALOGS, LEARNING, MENU
from .scene import Outcome, Scene
from .turning import begin, show, turn

FEW_PAGES = 3  # up to so many, nothing is lost by cancelling that takes effort to give again
Command = Callable[[Scene, Opened | None, Pressed], Awaitable[Outcome]]


def meant(text: str) -> Pressed | None:
    """The command that typed words are, as if its button had been pressed."""
    meaning = listened("commands").get(plain(text))
    if meaning is None:
        return None
    if meaning in (*MENU, *LEARNING, "forum"):
        return Pressed("do.open", data={"flow": meaning})
    if meaning == "forums":
        return Pressed("forum.list")
    return Pressed(f"do.{meaning}")


async def obey(scene: Scene, opened: Opened | None, said: Pressed) -> Outcome:
    """Do what was asked for; what nobody knows shows the menu."""
    return await COMMANDS.get(said.act, _menu)(scene, opened, said)


async def _menu(scene: Scene, _opened: Opened | None, _said: Pressed) -> Outcome:
    return Outcome(menu(scene))


async def _help(_scene: Scene, opened: Opened | None, _said: Pressed) -> Outcome:
    return Outcome(welcome.help_page(MENU, in_dialog=opened is not None))


async def _who_sees(_scene: Scene, opened: Opened | None, _said: Pressed) -> Outcome:
    return Outcome(welcome.who_sees(in_dialog=opened is not None))


async def _marks(scene: Scene, _opened: Opened | None, said: Pressed) -> Outcome:
    return await marks.act(scene, said)


async def _symbols(_scene: Scene, opened: Opened | None, _said: Pressed) -> Outcome:
    return Outcome(symbols.overview(in_dialog=opened is not None))


async def _open(scene: Scene, _opened: Opened | None, said: Pressed) -> Outcome:
    flow = said.data.get("flow", "")
    if flow == "my_cases":
        return Outcome(my_cases.box())
    if flow == "training":
        return await training.act(scene, Pressed("training.list"))
    if flow == "forum":  # it is registered from its channel, which tells where the item goes
        return Outcome(await theirs(scene))
    return await begin(scene, flow) if flow in (*MENU, *LEARNING) else Outcome(menu(scene))


async def _campaigns(scene: Scene, _opened: Opened | None, _said: Pressed) -> Outcome:
    return await campaign_acts.act(scene, Pressed("campaign.list"))


async def _my_unit(scene: Scene, _opened: Opened | None, _said: Pressed) -> Outcome:
    return await campaign_acts.act(scene, Pressed("campaign.unit"))


async def _survey(scene: Scene, _opened: Opened | None, _said: Pressed) -> Outcome:
    return await survey_acts.waiting(scene)


async def _reminders(scene: Scene, _opened: Opened | None, said: Pressed) -> Outcome:
    """“Sluta påminna mig”, “påminn mig igen”."""
    return await training.act(scene, Pressed(f"training.{said.act.removeprefix('do.')}"))


async def _show(scene: Scene, opened: Opened | None, _said: Pressed) -> Outcome:
    return Outcome(show(scene, opened) if opened else menu(scene))


async def _back(scene: Scene, opened: Opened | None, said: Pressed) -> Outcome:
    if opened is None:
        return _ended(scene, said)
    if said.turning not in (0, opened.turning):  # on an older page, or a second time on the same one
        return Outcome(show(scene, opened))
    return turn(scene, opened, DIALOGS[opened.flow].flow.back(opened.progress))


async def _change(scene: Scene, opened: Opened | None, said: Pressed) -> Outcome:
    if opened is None:
        return _ended(scene, said)
    flow, words = DIALOGS[opened.flow].flow, load("sv")
    past = [flow.steps[name] for name in flow.road(opened.progress)[:-1]]
    keys = {step.name: f"{flow.key(step.name)}.ask" for step in past if not (step.strict or step.told)}
    return Outcome(welcome.change(opened.id, opened.turning, {n: k for n, k in keys.items() if not words.blanks(k)}))


async def _reopen(scene: Scene, opened: Opened | None, said: Pressed) -> Outcome:
    if opened is None:
        return _ended(scene, said)
    return turn(scene, opened, DIALOGS[opened.flow].flow.reopen(opened.progress, said.data.get("step", "")))


async def _cancel(scene: Scene, opened: Opened | None, said: Pressed) -> Outcome:
    if opened and len(DIALOGS[opened.flow].flow.road(opened.progress)) > FEW_PAGES:
        return Outcome(welcome.cancel(opened.turning, opened.id))
    return await _cancel_now(scene, opened, said)


async def _cancel_now(scene: Scene, opened: Opened | None, said: Pressed) -> Outcome:
    if opened is None:
        return _ended(scene, said)
    return Outcome(welcome.note("cancelled", "menu"), drop(opened), sweep=True)


def _ended(scene: Scene, said: Pressed) -> Outcome:
    """Asked for where there is no dialog any more; what became of it is not guessed at."""
    return Outcome(welcome.note("gone", "menu") if said.dialog else menu(scene))


async def _restart(scene: Scene, opened: Opened | None, _said: Pressed) -> Outcome:
    if opened is None:
        return Outcome(menu(scene))
    dialog, answers = DIALOGS[opened.flow], opened.progress.answers
    about = {name: given for name, given in answers.items() if dialog.about and name not in dialog.flow.steps}
    again = start(scene, opened.flow, about)
    return Outcome(show(scene, again), [*drop(opened), keep(scene, again)], sweep=True)


async def _language(scene: Scene, opened: Opened | None, _said: Pressed) -> Outcome:
    other = next(each for each in LANGUAGES if each != scene.language)
    page = show(scene, opened) if opened else menu(scene)
    row = await scene.ports.store.get(CHATS, scene.heard.person)
    known = {"chat": scene.heard.chat.to_doc(), "language": other, "chosen": True}
    return Outcome(page, [Put(CHATS, scene.heard.person, {**(row.doc if row else {}), **known})], language=other)


COMMANDS: dict[str, Command] = {
    "do.menu": _menu,
    "do.help": _help,
    "do.who_sees": _who_sees,
    "do.symbols": _symbols,
    "do.marks": _marks,
    "do.open": _open,
    "do.campaigns": _campaigns,
    "do.my_unit": _my_unit,
    "do.survey": _survey,
    "do.stop": _reminders,
    "do.resume": _reminders,
    "do.show": _show,
    "do.back": _back,
    "do.change": _change,
    "do.reopen": _reopen,
    "do.cancel": _cancel,
    "do.cancel_now": _cancel_now,
    "do.restart": _restart,
    "do.language": _language,
}
