"""The countries beside the US, Canada and Australia where an address says which clock holds."""

from console.rules.data.land_brazil import BRAZIL
from console.rules.data.land_france import FRANCE
from console.rules.data.land_mexico import MEXICO
from console.rules.data.land_new_zealand import NEW_ZEALAND
from console.rules.data.land_portugal import PORTUGAL
from console.rules.data.land_spain import SPAIN

LANDS = {land.code: land for land in (BRAZIL, FRANCE, MEXICO, NEW_ZEALAND, PORTUGAL, SPAIN)}
