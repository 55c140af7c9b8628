"""Run `smiledial dial test` beside a D-Bus that answers as KDE Connect's service does.

Only kdeconnect-cli is real, since no phone is here. Runs inside `dbus-run-session`, by the system's
own Python, which has dbusmock.
"""

import subprocess
import sys
from pathlib import Path

import dbus
import dbusmock

NAME, ROOT = "org.kde.kdeconnect", "/modules/kdeconnect"
DEVICE = "ca13b4cd"

log, command = sys.argv[1], sys.argv[2:]
server = dbusmock.DBusTestCase.spawn_server(
    NAME,
    ROOT,
    f"{NAME}.daemon",
    stdout=Path(log).open("w", encoding="utf-8"),  # noqa: SIM115
)
try:
    bus = dbus.SessionBus()
    dbusmock.DBusTestCase.wait_for_bus_object(NAME, ROOT)
    daemon = dbus.Interface(bus.get_object(NAME, ROOT), dbusmock.MOCK_IFACE)
    daemon.AddMethod(f"{NAME}.daemon", "devices", "bb", "as", f"ret = ['{DEVICE}']")
    names = f"ret = {{'{DEVICE}': 'Ann’s phone'}}"
    daemon.AddMethod(f"{NAME}.daemon", "deviceNames", "bb", "a{ss}", names)
    share = f"{ROOT}/devices/{DEVICE}/share"
    methods = [("shareUrls", "as", "", ""), ("shareUrl", "s", "", "")]
    daemon.AddObject(share, f"{NAME}.device.share", {}, methods)
    sys.exit(subprocess.run(command, check=False).returncode)
finally:
    server.terminate()
    server.wait()
