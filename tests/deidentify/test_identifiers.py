"""Numbers, contacts, addresses and the like, also as people really write them. All of them are invented."""

import pytest

from bot.deidentify import deidentify, spans


@pytest.mark.parametrize(
    ("text", "said", "kind"),
    [
        ("pnr 20010203-1234", "20010203-1234", "PNR"),
        ("Vi skrev 010203–1234.", "010203–1234", "PNR"),
        ("samordningsnummer 010263 1234", "010263 1234", "PNR"),
        ("det är 20010203\n1234 som gäller", "20010203\n1234", "PNR"),
        ("hans fyra sista är 1234", "1234", "PNR"),
        ("ring 070-174 06 05", "070-174 06 05", "PHONE"),
        ("ring O7O-174 O6 O5", "O7O-174 O6 O5", "PHONE"),
        ("numret är 070-174\n06 12", "070-174\n06 12", "PHONE"),
        ("nås på +46 (0)70 174 06 33", "+46 (0)70 174 06 33", "PHONE"),
        ("noll sju noll ett sju fyra noll sex noll fem", "noll sju noll ett sju fyra noll sex noll fem", "PHONE"),
        ("\u0660\u0667\u0660-\u0661\u0667\u0664 06 05", "\u0660\u0667\u0660-\u0661\u0667\u0664 06 05", "PHONE"),
        ("mejl nadja.ek@example.org tack", "nadja.ek@example.org", "EMAIL"),
        ("mejl nadja punkt ek snabel-a example punkt org", "nadja punkt ek snabel-a example punkt org", "EMAIL"),
        ("se https://example.org/u/nadja nu", "https://example.org/u/nadja", "URL"),
        ("följ @nadja.x_88 där", "@nadja.x_88", "HANDLE"),
        ("snapchat: vargen_08", "vargen_08", "HANDLE"),
        ("bor på Kvarnbacksvägen 14 B, lgh 1203", "Kvarnbacksvägen 14 B, lgh 1203", "ADDRESS"),
        ("hem till kvarnbacksvägen 14", "kvarnbacksvägen 14", "ADDRESS"),
        ("bilen GXF 28K stod där", "GXF 28K", "PLATE"),
        ("en volvo, gxf 281, stod där", "gxf 281", "PLATE"),
        ("en pojke i 8B ritade", "8B", "CLASS"),
        ("född den 3 mars 2009", "3 mars 2009", "DOB"),
        ("Dnr HÄ 2026/123", "HÄ 2026/123", "CASE_NO"),
        ("inloggning från 198.51.100.7", "198.51.100.7", "IP"),
        ("konto SE45 5000 0000 0583 9825 7466", "SE45 5000 0000 0583 9825 7466", "IBAN"),
        ("bg 123-4567", "123-4567", "BANK_ACCT"),
        ("orgnr 802460-0000", "802460-0000", "ORGNR"),
    ],
)
def test_each_kind_is_found_whole_and_named(text, said, kind):
    assert [(text[span.start : span.end], span.type) for span in spans(text)] == [(said, kind)]


def test_an_age_counts_only_beside_a_school():
    assert spans("Han är 15 år.") == []
    assert [span.type for span in spans("Han är 15 år och går på Solbacksskolan.")] == ["AGE"]
    assert spans("En 15-åring i grundskolan.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Ring 112 eller 114 14, annars 08-508 00 000.",
        "Siffrorna 88 och 1488, på 23 platser sedan 2023-2024.",
        "Enligt 19 kap. 1 § socialtjänstlagen (2025:400) ska vi anmäla.",
        "Den 4 maj 2026 klockan 14.30-15.45 och 2026-11-13.",
        "Buss 143, linje 14, rum 314, vecka 47.",
        "Kostnaden blev 1 250 000 kronor.",
        "Elever i årskurs 8 och 9.",
    ],
)
def test_dates_counts_statutes_and_public_numbers_stay(text):
    assert deidentify(text) == text


def test_no_check_digit_is_asked_for():
    for last in range(10):
        assert [span.type for span in spans(f"pnr 20010203-123{last}")] == ["PNR"]
