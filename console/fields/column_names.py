"""The names that lists give their columns.

Seen in exports of Salesforce, HubSpot, Google Contacts, Outlook and VICIdial, in the files of data
vendors, and in address lists in several languages. Accents, case, spaces and marks do not count.
"""

import re
from collections.abc import Collection

from console.rules.regions import simplify


def words_of(name: str) -> list[str]:
    """ "HomePhone #2" -> home, phone, 2."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.findall(r"[^\W\d_]+|\d+", simplify(parted))


def squeeze(name: str) -> str:
    """ "E-mail Address" -> emailaddress."""
    return simplify(name).replace(" ", "")


def phones_beside(
    name: str, phones: Collection[tuple[int, str]], ignored: Collection[str]
) -> tuple[int, ...]:
    """Which of the phone columns (position, name) another column belongs to by its label or number.

    None where that cannot be told; `ignored` are words that are no label.
    """
    wanted = _label_of(name, ignored)
    if not wanted:
        return ()
    labels = [(position, _label_of(phone, ignored)) for position, phone in phones]
    found = [position for position, label in labels if label == wanted]
    found = found or [position for position, label in labels if wanted <= label]
    return tuple(found) if len(found) == 1 else ()


def _label_of(name: str, ignored: Collection[str]) -> set[str]:
    words = {word for word in words_of(name) if word not in ignored}
    return {"mobile" if word in MOBILE_WORDS else word for word in words}


def _words_of(text: str) -> frozenset[str]:
    return frozenset(simplify(text).split())


SYNONYMS: dict[str, str] = {
    "name": (
        "ФИО 姓名 氏名 nom nome personname "
        "name fullname contact contactname contactfullname leadname personname customer "
        "customername displayname ansprechpartner nomcomplet nombrecompleto nomecompleto "
        "nomecognome naam volledigenaam"
    ),
    "given_name": (
        "owner1firstname ownerfirstname "
        "givenname firstname first forename fname contactfirstname vorname prenom nombre "
        "primeironome voornaam imie prenume fornavn förnamn имя"
    ),
    "family_name": (
        "owner1lastname ownerlastname "
        "familyname lastname last surname lname contactlastname nachname familienname "
        "nomdefamille apellido apellidos sobrenome cognome achternaam nazwisko etternavn "
        "efternavn efternamn фамилия"
    ),
    "company": (
        "personorganization associatedcompany "
        "company companyname companyaccount organization organisation organizationname "
        "organisationname organization1name business businessname account accountname employer "
        "firm firma unternehmen entreprise societe société empresa azienda società bedrijf "
        "bedrijfsnaam företag компания"
    ),
    "title": (
        "designation "
        "title jobtitle position role contactjobtitle organizationtitle organization1title "
        "berufsbezeichnung fonction cargo puesto ruolo functie stanowisko должность"
    ),
    "occupation": "occupation profession job trade beruf métier metier profesión profesion",
    "income": (
        "income annualincome yearlyincome householdincome estimatedincome "
        "estimatedhouseholdincome incomerange salary einkommen revenu ingresos renda reddito"
    ),
    "net_worth": "networth wealth assets estimatednetworth vermögen patrimoine patrimonio",
    "email": (
        "email emailaddress mail emails email1 email1value primaryemail workemail "
        "businessemail personemail emailadresse courriel correo correoelectronico "
        "correoelectrónico adresseemail adressemail epost"
    ),
    "line_type": "linetype phonetype numbertype phonelinetype",
    "extension": "extension ext phoneextension phoneext durchwahl",
    "address": (
        "address street streetaddress address1 addressline1 address1street address1formatted "
        "mailingstreet mailingaddress billingstreet homeaddress homestreet businessaddress "
        "businessstreet personstreet adresse strasse straße anschrift rue direccion dirección "
        "calle endereco endereço rua indirizzo via adres straat адрес"
    ),
    "city": (
        "city town locality mailingcity billingcity homecity businesscity personcity address1city "
        "stadt ort ville ciudad cidade citta città plaats stad miasto город"
    ),
    "region": (
        "region state province stateprovince stateorprovince stateregion st prov regioncode "
        "statecode mailingstate mailingstateprovince billingstate billingstateprovince homestate "
        "businessstate personstate address1region bundesland kanton provincia estado provincie "
        "województwo"
    ),
    "postal_code": (
        "postalcode zip zipcode zip5 postcode postal plz postleitzahl zippostalcode "
        "ziporpostalcode mailingzip mailingzippostalcode mailingpostalcode billingzip "
        "billingpostalcode billingzippostalcode homepostalcode businesspostalcode personzipcode "
        "address1postalcode codepostal codigopostal códigopostal cp cep cap kodpocztowy "
        "postnummer индекс"
    ),
    "country": (
        "country countryname countrycode nation mailingcountry billingcountry countryregion "
        "homecountryregion businesscountryregion personcountry address1country land staat pays "
        "pais país paese kraj страна"
    ),
    "kind": "kind leadkind customerkind customertype leadtype",
    "priority": "priority rank",
    "notes": (
        "notes note comments comment remarks remark description notizen bemerkung bemerkungen "
        "remarques commentaires notiz nota notas observaciones observações note1 opmerkingen"
    ),
    "vendor_id": (
        "vendorid vendorleadcode vendorleadid sourceid externalid recordid contactid leadid "
        "personid customerid prospectid id"
    ),
    "zone": "statedzone",
    "consent_on": "consenton",
    "consent_kind": "consentkind",
    "consent_proof": "consentproof",
}
"""Field -> the names it goes by, without spaces, case and punctuation.

A column of time zones is not among those of `zone`: what a vendor worked out is not what the person
said, and only what the person said may settle the hours. `--map zone=COLUMN` says that it is.
Nor is an "opt-in" among those of consent: it may be one to mail. Evidence goes by its own names, or
is stated with `--map consent_on=COLUMN`.
"""

PHONE_WORDS = _words_of(
    "phone phones telephone tel telefon telefonnummer telefono teléfono telefone téléphone "
    "ph mob wireless telefonu ceptelefonu мобильный "
    "telefoon telefoonnummer mobil mobilnummer handynummer rufnummer movil móvil celular cellulare "
    "mobiel portable телефон mobile cell cellphone cellular landline handy homephone "
    "workphone officephone businessphone mobilephone phonenumber telephonenumber"
)
OTHER_WORDS = _words_of(
    "type status carrier extension ext label country code verified date time fax opt consent "
    "provider timezone zone tz dnc faxnummer typ source count score last"
) | (NOT_OWN_WORDS := _words_of("fax faxnummer pager telex assistant tty tdd radio callback"))
"""`NOT_OWN_WORDS` are of numbers at which the person does not speak."""
NOT_OWN_NAMES = frozenset({"companymainphone"})
PLAIN_WORDS = _words_of(
    "ph person telefonu "
    "phone phones telephone tel number no nr value phonenumber the telefon telefonnummer rufnummer "
    "telefono teléfono telefone téléphone telefoon telefoonnummer телефон preferred"
)
MOBILE_WORDS = _words_of(
    "mobil mobilnummer handynummer movil móvil celular cellulare mobiel portable mob cep "
    "ceptelefonu мобильный mobile cell cellphone cellular handy mobilephone wireless iphone"
)

_FIELD_OF = {squeeze(name): field for field, names in SYNONYMS.items() for name in names.split()}


def field_named(name: str) -> str:
    """The field that goes by a column's name, other than a phone; "" for none."""
    return _FIELD_OF.get(squeeze(name), "")
