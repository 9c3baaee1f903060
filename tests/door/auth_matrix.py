"""Who may come in: every case of the authentication matrix, and the status that answers it. README shows the same."""

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.teams import KeyServer, rsa_key

LATER = 400  # seconds; clocks may differ by 300
TIMES = ("exp", "nbf")
OTHER = "00000000-0000-4000-8000-0000000000ff"


@dataclass(frozen=True)
class Case:
    """A request that is good but for one thing. ``shape`` is how the header is written, or a forger's algorithm."""

    name: str
    status: int
    claims: Mapping[str, Any] = field(default_factory=dict)  # of the token; times in seconds from now
    key: str = "first"
    kid: str = ""
    activity: Mapping[str, Any] = field(default_factory=dict)
    service: str = "{}"  # the activity's serviceUrl, with the good one in the blank
    vouched: str = "{}"  # the token's
    endorsements: tuple[str, ...] = ("msteams",)
    shape: str = "Bearer {}"
    rotated: bool = False  # the key server shows another key than a minute ago

    def header(self, keys: KeyServer, service_url: str) -> dict[str, str]:
        """The Authorization header, or none."""
        token = ALGORITHMS.get(self.shape, lambda good: good)(self._token(keys, service_url))
        written = "Bearer {}" if self.shape in ALGORITHMS else self.shape
        return {"Authorization": written.format(token)} if written else {}

    def body(self, good: Mapping[str, Any]) -> dict[str, Any]:
        """The activity; what is None is left out."""
        whole = {**good, "serviceUrl": self.service.format(good["serviceUrl"]), **self.activity}
        return {name: value for name, value in whole.items() if value is not None}

    def _token(self, keys: KeyServer, service_url: str) -> str:
        now = int(time.time())
        claims = {name: now + value if name in TIMES and value else value for name, value in self.claims.items()}
        return keys.signed(self.vouched.format(service_url), key=self.key, kid=self.kid, **claims)


def _unsigned(good: str) -> str:
    claims = jwt.decode(good, options={"verify_signature": False})
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "first"})


def _shared(good: str) -> str:
    """Signed with the public key as if it were a shared secret."""
    public = rsa_key("first").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "first"}).encode()).decode().strip("=")
    signed = f"{head}.{good.split('.')[1]}"
    digest = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return f"{signed}.{base64.urlsafe_b64encode(digest.sign(signed.encode(), public)).decode().strip('=')}"


ALGORITHMS = {"none": _unsigned, "HS256": _shared}
AT_HOME = {"id": "a:matrix", "conversationType": "personal"}
CASES = (
    Case("a good token", 200),
    Case("no header", 401, shape=""),
    Case("another scheme", 401, shape="Basic {}"),
    Case("a scheme without a token", 401, shape="Bearer"),
    Case("no token, but letters", 401, shape="Bearer abc"),
    Case("expired", 401, {"exp": -LATER}),
    Case("not valid yet", 401, {"nbf": LATER}),
    Case("within five minutes after its end", 200, {"exp": -LATER // 2}),
    Case("no expiry", 401, {"exp": None}),
    Case("another audience", 401, {"aud": OTHER}),
    Case("no audience", 401, {"aud": None}),
    Case("another issuer", 401, {"iss": "https://sts.windows.net/"}),
    Case("another key under a known id", 401, key="stranger", kid="first"),
    Case("an unknown key id", 401, key="stranger"),
    Case("algorithm none", 401, shape="none"),
    Case("HS256 with the public key", 401, shape="HS256"),
    Case("no serviceUrl in the token", 401, {"serviceurl": None}),
    Case("no serviceUrl in the activity", 401, activity={"serviceUrl": None}),
    Case("another serviceUrl in the token", 401, vouched="https://smba.trafficmanager.net/emea/"),
    Case("serviceUrl with a slash in the token only", 401, service="{}", vouched="{}/"),
    Case(
        "serviceUrl of a host that is not ours, in both",
        403,
        service="https://example.org/",
        vouched="https://example.org/",
    ),
    Case("another tenant", 403, activity={"channelData": {"tenant": {"id": OTHER}}}),
    Case("another tenant in the conversation", 403, activity={"conversation": {**AT_HOME, "tenantId": OTHER}}),
    Case("no tenant", 403, activity={"channelData": None, "conversation": AT_HOME}),
    Case("another channel", 403, activity={"channelId": "webchat"}, endorsements=("msteams", "webchat")),
    Case("another channel that the key may not speak for", 401, activity={"channelId": "webchat"}),
    Case("no endorsement of the key", 401, endorsements=()),
    Case("an endorsement for another channel", 401, endorsements=("webchat",)),
    Case("the new key, after keys were changed in the middle of traffic", 200, key="second", rotated=True),
    Case("the old key, after keys were changed", 401, rotated=True),
)


def matrix() -> list[tuple[str, int]]:
    """Each case and the status it is answered with."""
    return [(case.name, case.status) for case in CASES]


def table() -> str:
    """The matrix as README shows it."""
    rows = [f"| {name} | {status} |" for name, status in matrix()]
    return "\n".join(["| the request has | status |", "|---|---|", *rows])
