"""The outcomes that every database starts with; the firm may change them or add its own.

A day's rest is 1,440 minutes. A refusal rests 30 days unless the law of the place asks for more.
"""

DAY = 24 * 60


def _outcome(code: str, label: str, key: str, **does: object) -> dict[str, object]:
    return {
        "code": code,
        "label": label,
        "key": key,
        "is_contact": False,
        "is_no": False,
        "is_yes": False,
        "closes_lead": False,
        "closes_number": "",
        "closes_after": None,
        "rest_minutes": None,
        "suppresses": False,
        "suppresses_person": False,
        "needs": "",
        **does,
    }


OUTCOMES = [
    {"position": position, **outcome}
    for position, outcome in enumerate(
        [
            _outcome("no", "No", "n", is_contact=True, is_no=True, rest_minutes=30 * DAY),
            _outcome("yes", "Yes", "y", is_contact=True, is_yes=True, closes_lead=True),
            _outcome("callback", "Call back", "c", is_contact=True, needs="callback"),
            _outcome("voicemail", "Voicemail", "v", rest_minutes=DAY),
            _outcome("no_answer", "No answer", "a", rest_minutes=4 * 60),
            _outcome("busy", "Busy", "b", rest_minutes=15),
            _outcome("hung_up", "Hung up", "h", is_contact=True, is_no=True, rest_minutes=30 * DAY),
            _outcome("gatekeeper", "Gatekeeper", "g", rest_minutes=DAY),
            _outcome("wrong_number", "Wrong number", "w", closes_number="wrong"),
            _outcome("disconnected", "Disconnected", "d", closes_number="disconnected"),
            _outcome(
                "do_not_call",
                "Do not call",
                "x",
                is_contact=True,
                is_no=True,
                closes_lead=True,
                suppresses=True,
            ),
            _outcome(
                "do_not_call_person",
                "Do not call person",
                "X",
                is_contact=True,
                is_no=True,
                closes_lead=True,
                suppresses=True,
                suppresses_person=True,
            ),
            _outcome(
                "complaint",
                "Complaint",
                "k",
                is_contact=True,
                closes_lead=True,
                suppresses=True,
                needs="words",
            ),
        ]
    )
]
