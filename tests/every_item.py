"""An application of each item that is shipped, and the powers that offices need for them."""

from __future__ import annotations

from tests.migrant import county as migrant
from tests.own_data import county as own_data
from tests.registration import county as registration
from tests.vouchers.county import VOUCHER, asking
from tests.world import ITEM, World, application

APPLICATIONS = {
    ITEM: application,
    registration.RESIDENCE: registration.application,
    migrant.ITEM: migrant.application,
    own_data.ITEM: own_data.request,
    VOUCHER: asking,
}


def give_every_power(world: World) -> None:
    """Beside those that the county has anyway."""
    for county in (registration, migrant, own_data):
        county.give_powers(world)
