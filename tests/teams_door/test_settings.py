"""Settings: what is wrong stops the start, with the setting's name and a remedy."""

from pathlib import Path

import pytest

from bot.errors import WrongSetting
from bot.settings import read

GOOD = {
    "MicrosoftAppId": "app",
    "MicrosoftAppPassword": "secret",
    "MicrosoftAppTenantId": "tenant",
    "VBE_KEY_FILE": "/keys/vbe",
}


def test_the_least_that_must_be_set():
    found = read(GOOD)
    assert (found.app_id, found.tenant, found.host, found.port, found.ops_port) == (
        "app",
        "tenant",
        "127.0.0.1",
        3978,
        3979,
    )
    assert found.key_file == Path("/keys/vbe")
    assert found.service_hosts == ("smba.trafficmanager.net",)
    assert found.admins == frozenset()
    assert "secret" not in repr(found)


@pytest.mark.parametrize("name", GOOD)
def test_without_one_of_them_nothing_starts(name):
    with pytest.raises(WrongSetting, match=name):
        read({**GOOD, name: " "})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MicrosoftAppType", "MultiTenant"),
        ("VBE_PORT", "x"),
        ("VBE_PORT", "70000"),
        ("VBE_OPS_PORT", "-1"),
        ("VBE_MIN_CELL", "1"),
        ("VBE_MIN_CELL", "5.5"),
        ("VBE_TENANT_RATE", "nan"),
        ("VBE_TENANT_RATE", "0"),
        ("VBE_REPORTS_PER_HOUR", ""),
        ("VBE_SERVICE_HOSTS", "http://example.org"),
        ("VBE_SERVICE_HOSTS", "https://smba.trafficmanager.net/"),
        ("VBE_OPENID_URL", "http://example.org/keys"),
        ("VBE_LOGIN_URL", "ftp://127.0.0.1"),
        ("MicrosoftAppType", "usermanagedmsi"),
    ],
)
def test_a_wrong_value_is_named(name, value):
    if not value:
        assert read({**GOOD, name: value}).reports_per_hour > 0  # empty is unset
        return
    with pytest.raises(WrongSetting, match=name):
        read({**GOOD, name: value})


def test_a_demo_needs_nothing_and_stays_on_this_machine():
    found = read({}, demo=True)
    assert (found.app_id, found.key_file, found.host) == ("", None, "127.0.0.1")
    assert all(host.startswith("http://") for host in found.service_hosts)
    for host in ("0.0.0.0", "192.168.1.1", "example.org", "::"):
        with pytest.raises(WrongSetting, match="VBE_HOST"):
            read({"VBE_HOST": host}, demo=True)


def test_a_demo_with_an_app_id_is_authenticated_all_the_same():
    with pytest.raises(WrongSetting, match="MicrosoftAppPassword"):
        read({"MicrosoftAppId": "app"}, demo=True)


def test_lists_are_separated_by_commas():
    assert read({**GOOD, "VBE_ADMINS": " a, b ,,"}).admins == {"a", "b"}


MACHINE = {**GOOD, "MicrosoftAppType": "UserAssignedMSI", "MicrosoftAppPassword": ""}


def test_a_managed_identity_needs_no_password():
    found = read(MACHINE)
    assert (found.app_type, found.password) == ("UserAssignedMSI", "")
    assert found.identity_url == "http://169.254.169.254/metadata/identity/oauth2/token"
    assert read({**MACHINE, "MicrosoftAppPassword": "left over"}).password == ""
    for name in ("MicrosoftAppId", "MicrosoftAppTenantId"):
        with pytest.raises(WrongSetting, match=name):
            read({**MACHINE, name: ""})


def test_app_service_says_itself_where_its_identity_is_asked_for():
    found = read({**MACHINE, "IDENTITY_ENDPOINT": "http://169.254.129.2:8081/msi/token", "IDENTITY_HEADER": "hidden"})
    assert (found.identity_url, found.identity_header) == ("http://169.254.129.2:8081/msi/token", "hidden")
    assert "hidden" not in repr(found)
    assert read({**MACHINE, "IDENTITY_HEADER": "hidden"}).identity_header == ""


@pytest.mark.parametrize(
    "address", ["http://example.org", "https://169.254.169.254", "http://10.0.0.1", "http://[", "x"]
)
def test_an_identity_is_asked_for_on_this_machine_only(address):
    with pytest.raises(WrongSetting, match="VBE_IDENTITY_URL"):
        read({**MACHINE, "VBE_IDENTITY_URL": address})
    with pytest.raises(WrongSetting, match="IDENTITY_ENDPOINT"):
        read({**MACHINE, "IDENTITY_ENDPOINT": address, "IDENTITY_HEADER": "hidden"})
    read({**GOOD, "VBE_IDENTITY_URL": address})  # nobody asks there
