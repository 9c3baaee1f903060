"""Requests as no honest caller writes them, as bytes: methods, targets, headers, content types, lengths and bodies.

A strategy draws plain values; who it claims to be, and so the token, is looked up at the time of sending.
"""

from dataclasses import dataclass, field

from hypothesis import strategies as st

PATH = b"/api/messages"
METHODS = (b"POST", b"GET", b"HEAD", b"PUT", b"DELETE", b"PATCH", b"OPTIONS", b"TRACE", b"CONNECT", b"PROPFIND", b"PRI")
METHODS += (b"post", b"P", b"", b"POST POST", b"\x16\x03\x01", b"P\x00ST")
TARGETS = (
    PATH,
    PATH + b"/",
    b"//api/messages",
    b"/api//messages",
    b"/api/./messages",
    b"/x/../api/messages",
    b"*",
    b"",
)
TARGETS += (
    b"/api/messages?x=%ff",
    b"/api/messages#x",
    b"/api/%6dessages",
    b"/api%2fmessages",
    b"http://other/api/messages",
)
TARGETS += (
    b"http://[/api/messages",
    b"//[::1]:x/",
    b"/\xff",
    b"/%00",
    b"/" + b"a" * 9000,
    b"api/messages",
    b"/demo/clock",
)
VERSIONS = (b"HTTP/1.1", b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2.0", b"HTTP/9.9", b"FTP/1.1", b"")
JSON = b"Content-Type: application/json"
TYPES = (b"text/plain", b"", b";", b"application/json;", b'application/json; charset="', b"application/json; charset=x")
TYPES += (b"application/json, text/plain", b"APPLICATION/JSON", b"\xff", b"a" * 5000, b"application/json\x0b", b"x/y/z")
HEADERS = (b"Content-Encoding: gzip", b"Content-Encoding: br", b"Content-Encoding: identity", b"Content-Encoding: \xff")
HEADERS += (
    b"Host: other",
    b"Host: ",
    b"Expect: 100-continue",
    b"Expect: x",
    b"Upgrade: websocket\r\nConnection: Upgrade",
)
HEADERS += (
    b"Authorization: Bearer x",
    b"Authorization: Bearer \xff\xfe",
    b"Authorization: ",
    b"Authorization: Bearer " + b"e" * 7000,
)
HEADERS += (b"X: " + b"x" * 7000, b"X: " + b"x" * 20_000, b"\r\n".join(b"X%d: y" % number for number in range(300)))
HEADERS += (b" folded: x", b"no colon", b": x", b"\x00: x", b"X: a\x00b", b"X: a\nY: b", b"a\xff: x", b"X: \xff")
HEADERS += (
    b"Transfer-Encoding: gzip",
    b"Transfer-Encoding: identity",
    b"Transfer-Encoding: chunked, chunked",
    b"Trailer: x",
)
HEADERS += (
    b"Content-Length: 2",
    b"Content-Length: -1",
    b"Content-Length: x",
    b"Content-Length: 99999999999999999999999",
)
HEADERS += (
    b'Cookie: a="\\999"; ;;=',
    b"Range: bytes=0-",
    b"If-Match: x",
    b"X-Forwarded-For: 10.0.0.1",
    b"Connection: \xff",
)
BODIES = (b"{}", b"", b"{", b"[]", b"\x00", b"\xff\xfe", b'{"type":"message"}', b"x" * 3000, b"\r\n\r\n", b"[" * 20_000)
FRAMES = ("length", "chunks", "none", "longer", "shorter", "chunk of no length", "huge chunk", "chunks broken off")


@dataclass(frozen=True)
class Wild:
    """A request. ``types`` are its Content-Type headers; ``frame`` says how the length of the body is told."""

    method: bytes = b"POST"
    target: bytes = PATH
    version: bytes = b"HTTP/1.1"
    types: tuple[bytes, ...] = (b"application/json",)
    headers: tuple[bytes, ...] = field(default=())
    body: bytes = b"{}"
    frame: str = "length"
    signed: bool = True

    def written(self, token: str) -> bytes:
        """The bytes; ``token`` goes along where the request is signed."""
        told, body = self._framed()
        types = [b"Content-Type: " + each for each in self.types]
        bearer = [b"Authorization: Bearer " + token.encode()] if self.signed else []
        lines = [b" ".join((self.method, self.target, self.version)), b"Host: 127.0.0.1", *bearer, *types, *told]
        return b"\r\n".join([*lines, *self.headers, b"", body])

    @property
    def answered(self) -> bool:
        """Whether an answer must come at once: not for a body that is still on its way."""
        return self.frame not in {"longer", "chunks broken off"}

    def _framed(self) -> tuple[list[bytes], bytes]:
        if self.frame in {"length", "longer", "shorter"}:
            length = len(self.body) + {"length": 0, "longer": 7, "shorter": -1}[self.frame]
            return [b"Content-Length: %d" % max(0, length)], self.body
        whole = b"%x\r\n%s\r\n" % (len(self.body), self.body) if self.body else b""
        chunked = {
            "chunks": whole + b"0\r\n\r\n",
            "chunk of no length": b"zz\r\n" + self.body + b"\r\n0\r\n\r\n",
            "huge chunk": b"ffffffffffffffffff\r\n" + self.body,
            "chunks broken off": whole,
        }
        return ([b"Transfer-Encoding: chunked"], chunked[self.frame]) if self.frame in chunked else ([], self.body)


def _mostly(usual: bytes, others: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    return st.just(usual) | st.sampled_from(others)


WILD = st.builds(
    Wild,
    method=_mostly(b"POST", METHODS),
    target=_mostly(PATH, TARGETS),
    version=_mostly(b"HTTP/1.1", VERSIONS),
    types=st.just((b"application/json",))
    | st.lists(st.sampled_from((b"application/json", *TYPES)), max_size=3).map(tuple),
    headers=st.just(()) | st.lists(st.sampled_from(HEADERS) | st.binary(max_size=40), max_size=3).map(tuple),
    body=st.sampled_from(BODIES) | st.binary(max_size=60),
    frame=st.just("length") | st.sampled_from(FRAMES),
    signed=st.booleans(),
)
