"""What a server did wrong, in words that an editor can act on: the libraries below speak to programmers."""

from __future__ import annotations

import re
from http import HTTPStatus

_TRY = "open the address in a browser to see whether the site is well"
_NO_SUCH_CERTIFICATE = "nothing is fetched from a server that cannot show who it is"

_KINDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sentence)
    for pattern, sentence in (
        (r"certificate has expired", f"the server's certificate has expired; {_NO_SUCH_CERTIFICATE}"),
        (r"not yet valid", f"the server's certificate is not valid yet (is this machine's clock right?); {_NO_SUCH_CERTIFICATE}"),
        (r"hostname mismatch|is not valid for|ip address mismatch", f"the server's certificate is another site's; {_NO_SUCH_CERTIFICATE}"),
        (r"self.signed|local issuer|certificate.verify.failed", f"nobody whom this machine trusts vouches for the server's certificate; {_NO_SUCH_CERTIFICATE} (SSL_CERT_FILE names further authorities)"),
        (r"wrong.version.number|http.request|record.layer", "the server does not speak TLS there; is http:// meant?"),
        (r"\bssl\b|\btls\b|unexpected_eof|\[ssl", f"the server breaks off while TLS is agreed on; {_TRY}"),
        (r"complete message body", f"the connection ended before the whole answer had come; {_TRY}"),
        (r"content-length", f"the server contradicts itself about the answer's length; {_TRY}"),
        (r"transfer-encoding", f"the answer is sent in a way that HTTP does not have; {_TRY}"),
        (r"chunk", f"the answer comes in pieces that do not fit together; {_TRY}"),
        (r"receive buffer|too many headers|headers? (?:is|are) too", f"the head of the answer does not end; {_TRY}"),
        (r"without sending a response|illegal|malformed|invalid http|bad status|protocol", f"what answers there is no web server; {_TRY}"),
        (r"reset by peer|broken pipe|connection aborted", f"the server broke the connection off; {_TRY}"),
        (r"refused", "nobody answers at that address and port; is the address right, and the server up?"),
        (r"unreachable|no route", "there is no way to that host; is this machine on the network?"),
        (r"name or service|nodename|getaddrinfo|temporary failure|not known|host (?:cannot be found|has no address)", "the host cannot be found; is its name right, and this machine on the network?"),
    )
)  # fmt: skip

_STATUSES = {
    204: "has nothing to say",
    206: "sends a part of the page",
    304: "says that a page is unchanged which was not fetched before",
    401: "wants a password",
    402: "wants to be paid",
    403: "does not let us in",
    404: "has no such page",
    410: "has taken the page away",
    429: "has had too many visits; raise delay_s in sources.toml",
    451: "may not show the page, by law",
    500: "has failed; it is tried again the next time",
    502: "has failed; it is tried again the next time",
    503: "is not up now; it is tried again the next time",
    504: "has failed; it is tried again the next time",
}


def sentence_of(error: Exception) -> str:
    """What went wrong with a connection or an answer; without the address."""
    known = next((sentence for pattern, sentence in _KINDS if pattern.search(str(error))), "")
    return known or f"the answer cannot be read ({str(error) or type(error).__name__}); {_TRY}"


def status_sentence(status: int) -> str:
    """What an answer says with its number alone."""
    if status in _STATUSES:
        return f"the server {_STATUSES[status]} ({status})"
    try:
        name = HTTPStatus(status).phrase
    except ValueError:
        return f"the server answered {status}, a number that HTTP does not have"
    return f"the server answered {status} ({name})"
