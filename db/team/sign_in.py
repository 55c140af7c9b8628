"""Check a person's own login and password at the database server."""

from msgspec import Struct

from db.engine.addresses import address_for, with_password
from db.engine.database import Database, DatabaseTrouble, open_database
from db.team.logins import own_login
from db.team.roles import LONGEST


class SignInRefused(DatabaseTrouble):
    """The login may not sign in; the message is a sentence for the person."""


class WrongPassword(SignInRefused):
    """The server does not let the name in with that password."""


class SignedIn(Struct, frozen=True):
    """A login of the team, and the address that opens the database under it, without password."""

    name: str
    address: str


WRONG = "The database does not let that name in with that password."

UNCHECKED = (
    "The database server asks this login for no password, so anybody could sign in with its name: "
    "set scram-sha-256 in pg_hba.conf for connections from this machine."
)

NO_ROLE = "That login has no role in the team: ask an owner, who adds it with smiledial team add."


def sign_in(database: Database, address: str, name: str, password: str) -> SignedIn:
    """Return the login that the password belongs to. `database` is open under another login.

    Raises WrongPassword, SignInRefused, and DatabaseTrouble if the server cannot be reached.
    """
    # PostgreSQL up to 16 cuts a longer name off: guesses at one login would count for many names.
    if not name or len(name.encode()) > LONGEST or not password or "\0" in name + password:
        raise WrongPassword(WRONG)
    own_address = address_for(address, name)
    own = open_database(with_password(own_address, password))
    try:
        try:
            with own.glance() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None
                is_checked = bool(driver.pgconn.used_password)
        except DatabaseTrouble:
            # libpq says only in words, of the server's language, why it could not connect. So ask
            # whether the server answers at all: this raises where it does not.
            with database.read():
                raise WrongPassword(WRONG) from None
        if not is_checked:  # as with "trust": any password would do
            raise SignInRefused(UNCHECKED)
        if own_login(own) is None:
            raise SignInRefused(NO_ROLE)
    finally:
        own.close()
    return SignedIn(name, own_address)
