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
        ("född den 3 mars 2009", "den 3 mars 2009", "DOB"),
        ("Dnr HÄ 2026/123", "Dnr HÄ 2026/123", "CASE_NO"),
        ("inloggning från 198.51.100.7", "198.51.100.7", "IP"),
        ("konto SE45 5000 0000 0583 9825 7466", "SE45 5000 0000 0583 9825 7466", "IBAN"),
        ("bg 123-4567", "123-4567", "BANK_ACCT"),
        ("orgnr 802460-0000", "802460-0000", "ORGNR"),
    ],
)
def test_each_kind_is_found_whole_and_named(text, said, kind):
    assert [(text[span.start : span.end], span.type) for span in spans(text)] == [(said, kind)]


@pytest.mark.parametrize(
    ("text", "said", "kind"),
    [
        ("mejl: anna at skolan punkt example tack", "anna at skolan punkt example", "EMAIL"),
        (
            "mejla vi_ses understreck ek alfakrull hemmet punkt nu",
            "vi_ses understreck ek alfakrull hemmet punkt nu",
            "EMAIL",
        ),
        ("skriv till ek.berg (at) posten.example", "ek.berg (at) posten.example", "EMAIL"),
        ("kontot wolf understreck åttioåtta där", "wolf understreck åttioåtta", "HANDLE"),
        ("kallar sig reaper bindestreck sju sex fyra där", "reaper bindestreck sju sex fyra", "HANDLE"),
        ("hem till Kvarnbacksvägen fjorton B", "Kvarnbacksvägen fjorton B", "ADDRESS"),
        ("det är Kvarnbacks väg fyrtio två nej fyrtio ett", "Kvarnbacks väg fyrtio två nej fyrtio ett", "ADDRESS"),
        ("bor i sjuan på Kvarngatan", "sjuan på Kvarngatan", "ADDRESS"),
        ("en pojke i sexan a ritade", "sexan a", "CLASS"),
        ("hon går i åttan be punkt", "åttan be", "CLASS"),
        ("numret är noll sjuttio, 174 och sen 06 12", "noll sjuttio, 174 och sen 06 12", "PHONE"),
        (
            "pnr noll sex elva noll två streck sjuttiotvå fyrtioåtta",
            "noll sex elva noll två streck sjuttiotvå fyrtioåtta",
            "PNR",
        ),
        ("född den tredje maj nollåtta", "den tredje maj nollåtta", "DOB"),
        ("född noll åtta tolv noll ett", "noll åtta tolv noll ett", "DOB"),
        ("skylten var adam bertil cesar ett två tre", "adam bertil cesar ett två tre", "PLATE"),
        (
            "kontonumret är sextiotusen fyra streck nollett sjutton åttioåtta",
            "sextiotusen fyra streck nollett sjutton åttioåtta",
            "BANK_ACCT",
        ),
        ("ip 198 punkt 51 punkt hundra punkt sju", "198 punkt 51 punkt hundra punkt sju", "IP"),
    ],
)
def test_what_is_read_aloud_is_found_as_if_it_were_typed(text, said, kind):
    assert [(text[span.start : span.end], span.type) for span in spans(text)] == [(said, kind)]


@pytest.mark.parametrize(
    ("text", "said", "kind"),
    [
        ("pnr 081130-xxxx", "081130-xxxx", "PNR"),
        ("hit: ek@skolan.example", "ek@skolan.example", "EMAIL"),
        ("se kanal.example/ek-b där", "kanal.example/ek-b", "URL"),
        ("en chatt med lejon.av.storm där", "lejon.av.storm", "HANDLE"),
        ("hem till kvarnbacksg 5c", "kvarnbacksg 5c", "ADDRESS"),
        ("brev från kvarnbacksvägn 8c", "kvarnbacksvägn 8c", "ADDRESS"),
        ("bor Kvarnbackaliden 5, 2 tr ög", "Kvarnbackaliden 5, 2 tr ög", "ADDRESS"),
        ("ett brev från Box 174 där", "Box 174", "ADDRESS"),
        ("går i SA23b där", "SA23b", "CLASS"),
        ("de i 9Cs chatt", "9Cs", "CLASS"),
        ("8 b", "8 b", "CLASS"),
        ("pengar till 6112 - 448 903 771 nu", "6112 - 448 903 771", "BANK_ACCT"),
        ("rapport nr 2025-0417-B kom", "2025-0417-B", "CASE_NO"),
        ("se A-2025-119-44 där", "A-2025-119-44", "CASE_NO"),
        ("personlig skylt: NORDAN", "NORDAN", "PLATE"),
        ("bilen var polsk, WX 4471R", "WX 4471R", "PLATE"),
    ],
)
def test_a_form_needs_no_usual_signs_around_it(text, said, kind):
    assert [(text[span.start : span.end], span.type) for span in spans(text)] == [(said, kind)]


@pytest.mark.parametrize(
    ("text", "said", "kind"),
    [
        ("Född 3/9 1978 i Ludvika", "3/9 1978", "DOB"),
        ("Född: 11-04-02, Oro", "11-04-02", "DOB"),
        ("född nyårsafton 2009 tror vi", "nyårsafton 2009", "DOB"),
        ("f. -02 14 juni", "-02 14 juni", "DOB"),
        ("bor på Granitv. 7, 2 tr v", "Granitv. 7, 2 tr v", "ADDRESS"),
        ("hem till Myrg 12 lgh 1103", "Myrg 12 lgh 1103", "ADDRESS"),
        ("dörr 1203, Tallkottsvägen 9", "dörr 1203, Tallkottsvägen 9", "ADDRESS"),
        ("Bergslagsgatan 14, hus 2, trappa C", "Bergslagsgatan 14, hus 2, trappa C", "ADDRESS"),
        ("bor Harpvägen 3 (gröna stugan) nu", "Harpvägen 3 (gröna stugan)", "ADDRESS"),
        ("Kvarnstensvägen hus 7", "Kvarnstensvägen hus 7", "ADDRESS"),
        ("ö. Kvarngatan 4", "ö. Kvarngatan 4", "ADDRESS"),
        ("bor karl johans väg 9", "karl johans väg 9", "ADDRESS"),
        ("går i 6 Blå", "6 Blå", "CLASS"),
        ("går i fyran gul", "fyran gul", "CLASS"),
        ("hon i sjunde C ritade", "sjunde C", "CLASS"),
        ("eleven i 7u", "7u", "CLASS"),
        ("de i 8a2", "8a2", "CLASS"),
        ("går bygg 3 b", "bygg 3 b", "CLASS"),
        ('klass "8:2"', "8:2", "CLASS"),
        ("skylten löd ODE O17", "ODE O17", "PLATE"),
        ("bilen: ivar per zäta 217", "ivar per zäta 217", "PLATE"),
        ("bilen BDK 4-1-8", "BDK 4-1-8", "PLATE"),
        ("en grå mgf 418", "mgf 418", "PLATE"),
        ("dnr 2025/KS-0412", "dnr 2025/KS-0412", "CASE_NO"),
        ("koden BoF/oro/2025:31", "BoF/oro/2025:31", "CASE_NO"),
        ("händelse 5512-25", "5512-25", "CASE_NO"),
        ("plusgirot för den insamling de har är 51 20 33-4", "51 20 33-4", "BANK_ACCT"),
        ("pnr 090417-…", "090417-…", "PNR"),
        ("540612-118 står det", "540612-118", "PNR"),
        (
            "mejla l i v punkt e k snabel a h e m m e t punkt e x a m p l e",
            "l i v punkt e k snabel a h e m m e t punkt e x a m p l e",
            "EMAIL",
        ),
        ("mejl: sol (krullalfa) hemmet (prick) example", "sol (krullalfa) hemmet (prick) example", "EMAIL"),
        ("adressen är ek (at) kvarnen . example", "ek (at) kvarnen . example", "EMAIL"),
        ("snap: korpen.bror på discord", "korpen.bror", "HANDLE"),
        ("kontot GamlaUlvarna skrev", "GamlaUlvarna", "HANDLE"),
        ("skrev korp_ till mig", "korp_", "HANDLE"),
        ("kallar sig prins av hamnen på snap nu", "prins av hamnen", "HANDLE"),
        ("har användarnamnet farfars skjul.", "farfars skjul", "HANDLE"),
        ("hennes pseudonym är blå dimma, sa hon", "blå dimma", "HANDLE"),
        ("ett kort med Telegramnamnet bergskorp på", "bergskorp", "HANDLE"),
        (
            "nummer sjuttio, hundrasjuttiofyra, nollsex, nittioett",
            "sjuttio, hundrasjuttiofyra, nollsex, nittioett",
            "PHONE",
        ),
        ("går på Tallkottska, 16 år", "16 år", "AGE"),
    ],
)
def test_rarer_forms_are_found_whole(text, said, kind):
    assert (said, kind) in [(text[span.start : span.end], span.type) for span in spans(text)]


def test_a_birth_that_is_spoken_of_makes_other_days_births_too():
    text = "född 7/3 1981, hans bror 12/11-86 och en syster 4 maj 1990"
    assert [span.type for span in spans(text)] == ["DOB", "DOB", "DOB"]


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
        "På filmen syns de 02.14–02.31.",
        "Kön har nummer 001-240.",
        "De är med i P12-laget, rad 8, plats 4C, i omklädningsrum 8B.",
        "Vi var fem a sex stycken, tre av dem med streck på armen, punkt.",
        "Han kom klockan sju och det är ett hus till.",
        "Det är t.ex. bl.a. skolan.sen gick han.",
        "En 3d-skrivare, uppgift 4 b, version 2.4.1.",
        "Rutinen enligt SFS 2009:400 och prop. 2019/20:45.",
        "Fyll i blankett 7 C, i klassrum 9B, för kursen historia 1b.",
        "Vid länsväg 95, klockan 7:12, i 4K och på version 2.0.",
        "Händelse 2025-05-03 under raskrig. 13/9 är det möte.",
        "Ring sms 72 eller svt 24.",
        "Växeln för förskolan är 08-508 00 508.",
        "Vi har arbetat med det på Solbacksskolan i nitton år.",
        "Användarnamnet är borttaget. Signaturen saknas.",
        "De är glada.Nu väntar de.",
    ],
)
def test_dates_counts_statutes_and_public_numbers_stay(text):
    assert deidentify(text) == text


def test_no_check_digit_is_asked_for():
    for last in range(10):
        assert [span.type for span in spans(f"pnr 20010203-123{last}")] == ["PNR"]
