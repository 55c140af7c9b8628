"""What frees leads that no registry clears: the command works, and frees as many as it said."""

import shlex
from pathlib import Path

import pytest

from console.rules.law.statutes import registries_needed
from db.enums import LeadKind
from tests.cli.shell import CommandLine

AMERICAN = (
    "Name,Phone,State\nAda,(212) 555-0147,NY\nBo,(212) 555-0103,NY\nCy,(808) 555-0109,HI\n",
    "US",
    "2125550199\n8085550199\n",
)
BRITISH = (
    "Name,Telephone,Postcode\nAda,0113 496 0158,LS1 4AP\nBo,020 7946 0018,SW1A 1AA\n",
    "GB",
    "01134960199\n",
)


@pytest.mark.parametrize(("leads", "country", "registry"), [AMERICAN, BRITISH])
def test_the_command_that_is_advised_frees_as_many_as_it_says(
    smiledial: CommandLine, tmp_path: Path, leads: str, country: str, registry: str
) -> None:
    path, file = tmp_path / "leads.csv", tmp_path / "registry.txt"
    path.write_text(leads, encoding="utf-8")
    file.write_text(registry, encoding="utf-8")
    options = ["import", str(path), "--dry-run", "--country", country, "--kind", "consumer"]
    before = smiledial(*options, "--json").document
    [advice] = before["registries"]
    assert advice["waiting"] == advice["frees_now"] + advice["frees_later"] == before["rows"]
    [command] = advice["commands"]
    text = smiledial(*options).out
    assert text.count("dnc import") == 1
    assert "No copy of" not in text
    typed = shlex.split(command.replace("FILE", str(file)).replace("DATE", "2026-11-17"))
    assert smiledial(*typed[1:], "--force").status == 0  # it is short
    after = smiledial(*options, "--json").document
    assert after["callable_now"] == advice["frees_now"]
    assert after["registries"] == []


def test_leads_of_two_registries_are_told_apart_with_their_area_codes(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("Name,Phone\nAda,2125550147\nBo,4165550147\nCy,2125550148\n", encoding="utf-8")
    text = smiledial("import", str(path), "--dry-run").out
    assert (
        "2 leads must first be checked against a fresh copy of the national Do Not Call Registry "
        "(area code 212):\n" in text
    )
    assert "1 lead must first be checked against a fresh copy of Canada's National DNCL" in text
    assert text.count("--as-of DATE (another file, which replaces no other)\n") == 1
    assert text.count("--scrubbed-on") == 1


@pytest.mark.parametrize("jurisdiction", ["US", "CA", "GB", "IE", "AU", "NZ", "SG", "MX"])
def test_the_source_that_is_advised_means_the_registry(jurisdiction: str) -> None:
    for kind in LeadKind:
        for need in registries_needed(jurisdiction, kind):
            assert need.is_meant_by(need.source_name)
