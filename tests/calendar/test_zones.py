"""Clocks: wherever a time was written, it is the same moment in Stockholm."""

import pytest

DESCRIBED = (
    "BEGIN:VTIMEZONE|TZID:{name}"
    "|BEGIN:STANDARD|DTSTART:16010101T030000|RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"
    "|TZOFFSETFROM:+0200|TZOFFSETTO:+0100|END:STANDARD"
    "|BEGIN:DAYLIGHT|DTSTART:16010101T020000|RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"
    "|TZOFFSETFROM:+0100|TZOFFSETTO:+0200|END:DAYLIGHT|END:VTIMEZONE"
)


@pytest.mark.parametrize(
    ("spelt", "shows"),
    [
        (";TZID=W. Europe Standard Time:20270115T090000", "09:00"),
        (';TZID="W. Europe Standard Time":20270715T090000', "09:00"),
        (";TZID=Central European Standard Time:20270715T090000", "09:00"),
        (";TZID=Romance Standard Time:20270115T090000", "09:00"),
        (";TZID=FLE Standard Time:20270115T090000", "08:00"),
        (";TZID=GMT Standard Time:20270715T090000", "10:00"),
        (";TZID=Eastern Standard Time:20270322T090000", "14:00"),  # America's clocks are already changed
        (";TZID=Europe/Stockholm:20270715T090000", "09:00"),
        (";TZID=/Europe/Stockholm:20270715T090000", "09:00"),
        (";TZID=/freeassociation.sourceforge.net/Europe/Stockholm:20270715T090000", "09:00"),
        (";TZID=UTC:20270715T090000", "11:00"),
        (";TZID=tzone://Microsoft/Utc:20270715T090000", "11:00"),
        (":20270715T090000Z", "11:00"),
        (":20270715T090000", "09:00"),
        (";VALUE=DATE:20270715", "00:00"),
    ],
)
def test_a_time_is_read_in_its_zone(lines, event, read, spelt, shows):
    assert f"{read(lines(event('DTSTART' + spelt))).meetings[0].starts:%H:%M}" == shows


@pytest.mark.parametrize(
    ("wall", "shows"),
    [
        ("20270328T015959", "2027-03-28T01:59:59+01:00"),
        ("20270328T023000", "2027-03-28T03:30:00+02:00"),  # jumped over
        ("20270328T030000", "2027-03-28T03:00:00+02:00"),
        ("20271031T023000", "2027-10-31T02:30:00+02:00"),  # the first of two
        ("20271031T030000", "2027-10-31T03:00:00+01:00"),
    ],
)
def test_when_clocks_are_changed_a_known_and_a_described_zone_agree(lines, event, read, wall, shows):
    for name in ("Europe/Stockholm", "Described"):
        raw = lines(DESCRIBED.format(name="Described"), event(f"DTSTART;TZID={name}:{wall}"))
        assert read(raw).meetings[0].starts.isoformat() == shows


def test_a_series_in_the_night_when_clocks_are_changed(lines, event, read):
    raw = lines(event("DTSTART;TZID=Europe/Stockholm:20270327T023000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"))
    assert [f"{each.starts:%H:%M}-{each.ends:%H:%M}" for each in read(raw).meetings] == [
        *("02:30-03:30", "03:30-04:30", "02:30-03:30")
    ]


def test_a_name_that_is_known_goes_before_what_the_file_says_of_it(lines, event, read):
    wrong = DESCRIBED.format(name="W. Europe Standard Time").replace("+0", "+1")
    raw = lines(wrong, event("DTSTART;TZID=W. Europe Standard Time:20270115T090000"))
    assert f"{read(raw).meetings[0].starts:%H:%M}" == "09:00"


def test_a_described_zone_is_forgotten_with_its_file(lines, event, read):
    when = event("DTSTART;TZID=Customized Time Zone:20270115T090000")
    here = DESCRIBED.format(name="Customized Time Zone")
    elsewhere = here.replace("+0100", "+0500").replace("+0200", "+0600")
    starts = [f"{read(lines(zone, when)).meetings[0].starts:%H:%M}" for zone in (here, elsewhere, here)]
    assert starts == ["09:00", "05:00", "09:00"]


def test_a_name_with_a_colon_and_commas_is_found_without_quotation_marks(lines, event, read):
    name = "(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien"
    raw = lines(DESCRIBED.format(name=name), event(f"DTSTART;TZID={name}:20270715T090000"))
    assert read(raw).meetings[0].starts.isoformat() == "2027-07-15T09:00:00+02:00"


def test_a_described_zone_may_name_its_changes_one_by_one(lines, event, read):
    zone = (
        "BEGIN:VTIMEZONE|TZID:Listed|BEGIN:STANDARD|DTSTART:20200101T000000|TZOFFSETFROM:+0100|TZOFFSETTO:+0100"
        "|END:STANDARD|BEGIN:DAYLIGHT|DTSTART:20270328T020000|RDATE:20280326T020000|TZOFFSETFROM:+0100"
        "|TZOFFSETTO:+0200|END:DAYLIGHT|END:VTIMEZONE"
    )
    raw = lines(zone, event("DTSTART;TZID=Listed:20270101T120000", "RDATE;TZID=Listed:20280401T120000"))
    assert [each.starts.isoformat() for each in read(raw).meetings] == [
        *("2027-01-01T12:00:00+01:00", "2028-04-01T12:00:00+02:00")
    ]
