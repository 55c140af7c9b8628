"""What the far end of a call does, step by step, as a scenario of sipp (RFC 3261 messages)."""

_HEAD = """\
[last_Via:]
[last_From:]
[last_To:]{tag}
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port];transport=[transport]>"""

_SDP = """\
Content-Type: application/sdp
Content-Length: [len]

v=0
o=far 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0
a=rtpmap:0 PCMU/8000"""

# RFC 3261, 12.2.1.1: a request of the called side turns From and To of the call round, and goes to
# the caller's Contact.
_BYE = """\
BYE sip:[$contact] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From:[$called]
To:[$caller]
[last_Call-ID:]
CSeq: 1 BYE
Max-Forwards: 70
Content-Length: 0"""

_CALLED = """\
<recv request="INVITE"><action>
<ereg regexp="sip:([^;>]*)" search_in="hdr" header="Contact:" assign_to="whole,contact"/>
<log message="called by [$whole], [$contact]"/>
</action></recv>"""

_TAKEN = """\
<recv request="ACK"><action>
<ereg regexp=".*" search_in="hdr" header="From:" assign_to="caller"/>
<ereg regexp=".*" search_in="hdr" header="To:" assign_to="called"/>
<log message="[$caller] to [$called]"/>
</action></recv>"""


def say(status: str, *, has_tag: bool = True, body: str = "Content-Length: 0") -> str:
    tag = ";tag=[call_number]" if has_tag else ""
    return _send(f"SIP/2.0 {status}\n{_HEAD.format(tag=tag)}\n{body}")


def hear(request: str) -> str:
    return f'<recv request="{request}"/>'


def wait(milliseconds: int) -> str:
    return f'<pause milliseconds="{milliseconds}"/>'


def _send(text: str) -> str:
    return f"<send><![CDATA[\n{text}\n\n]]></send>"


def scenario(steps: list[str]) -> str:
    rows = "\n".join(steps)
    return f'<?xml version="1.0" ?>\n<scenario name="far end">\n{rows}\n</scenario>\n'


RINGING = [_CALLED, say("180 Ringing")]
ANSWERED = [*RINGING, wait(300), say("200 OK", body=_SDP), _TAKEN]
HUNG_UP_HERE = [*ANSWERED, hear("BYE"), say("200 OK", has_tag=False)]
HUNG_UP_THERE = [*ANSWERED, wait(700), _send(_BYE), '<recv response="200"/>']
CANCELLED = [*RINGING, hear("CANCEL"), say("200 OK")]


def rejected(status: str) -> list[str]:
    return [hear("INVITE"), say(status), hear("ACK")]
