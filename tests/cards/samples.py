"""What people enter in the gallery: the longest that is likely. Everybody here is invented."""

from bot.city import districts
from bot.talk import Input
from bot.wording import say

STORY = (
    "Vid ungdomsmottagningens informationsträff på fritidsgården berättade Tindra i 8B att några äldre i "
    "bostadsrättsföreningens gemensamhetslokal visar propagandafilmer och delar ut klistermärken utanför "
    "idrottsanläggningens omklädningsrum. En av dem, Saga Lindströmsdotter, sa att det snart smäller under "
    "trygghetsvandringen. Fritidsledarna tog bort märkena och skrev i verksamhetssystemet. Hon ringde från "
    "070-174 06 99 och lät orolig. Jag har pratat med biträdande verksamhetschefen för socialtjänstavdelningen, men "
    "ingen har ringt vårdnadshavarna."
)
UNSURE = (
    "Ask sa att det snart smäller. Hon heter Tindra Exempelsson, och lillebror såg när Storm visade bilder. "
    "Rektorn på skolan och vaktmästaren var där."
)
POINTING = (  # a text for each hint at a coarser wording
    "Kassören i föreningen ropade slagord i matlaget.",
    "Hen är sjukskriven och pratade om bilder efter begravningen.",
    "En 14-åring på skolan ropade slagord.",
)
AS_IT_IS = ("name_", "missed", "back")  # what may be said of the words of a text
DISTRICT = max((each for each in districts() if "-" in each.department), key=lambda each: len(each.name))
MUNICIPALITY = "Upplands-Bro"
LONG_NAMES = {  # in the demo's directory → the longest that one meets
    "Hedda Vällander": "Ann-Charlotte Wallenstråhle-Hammarskiöld",
    "hedda.vallander@": "ann-charlotte.wallenstrahle-hammarskiold@",
    "Hasse Råckmark": "Maria-Elisabeth von Seckendorff-Gyllenborg",
}


def entered(field: Input, **given: str) -> str:
    """What is entered in a field: what was ``given`` for it, else its longest option, all options, or a sample."""
    if field.name in given:
        return given[field.name]
    if field.name.startswith(AS_IT_IS):
        return field.value
    if field.kind == "several":
        return ",".join(each.value for each in field.options)
    if field.kind == "one":
        return max(field.options, key=lambda each: len(say(each.label, "sv"))).value
    return {"toggle": "true", "story": STORY, "text": DISTRICT.name, "date": "2027-03-01", "time": "13:00"}[field.kind]
