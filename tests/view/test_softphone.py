"""Which account of the softphone a call goes through."""

import pytest

from console.view.state.softphone import is_account


@pytest.mark.parametrize(
    ("account", "wanted"),
    [
        ("sip:+12085550100@pbx.example:5060", ""),
        ("sip:12085550100@pbx.example", ""),
        ("sip:ann@pbx.example:5060", "sip:ann@pbx.example"),
        ("sip:ann@pbx.example", "ann@pbx.example"),
    ],
)
def test_an_account_is_chosen_by_the_settings_or_else_by_its_number(
    account: str, wanted: str
) -> None:
    assert is_account(account, wanted, "+12085550100")


@pytest.mark.parametrize(
    ("account", "wanted"),
    [
        ("sip:ann@pbx.example", ""),
        ("sip:anna@pbx.example", "sip:ann@pbx.example"),
        ("sip:ann@pbx.example.org", "sip:ann@pbx.example"),
        ("sip:+12085550100@pbx.example", "sip:ann@pbx.example"),
    ],
)
def test_another_account_shows_no_caller_id_of_the_firms(account: str, wanted: str) -> None:
    assert not is_account(account, wanted, "+12085550100")
