"""The table of a lead's fields.

Column mapping, cell readers, screenings, scripts, the card, the edit form and exports all read it.
It holds data only, because it is imported before the first lead is on the screen.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from db.conditions import OF_NUMBERS, OF_PLACES, Asked


class Kind(StrEnum):
    """What a field holds: it decides how cells (`cells.readers`) and typed text are read."""

    TEXT = "text"
    NAME = "name"
    NOTES = "notes"
    EMAIL = "email"
    AMOUNT = "amount"
    PRIORITY = "priority"
    COUNTRY = "country"
    ZONE = "zone"
    LEAD_KIND = "lead kind"
    OWNER = "owner"
    OF_PHONE = "of phone"
    """Not a column of the lead table: it describes the first number of the row."""
    OF_EVIDENCE = "of evidence"
    """Not a column of the lead table: it becomes evidence about that number."""
    OF_INQUIRY = "of inquiry"
    """When the person asked to be called; read only where the import says that they did."""


NOBODYS = "nobody"
"""What to type as owner for “no owner”: the lead is offered to everybody."""


class LeadField(Struct, frozen=True):
    """A field; `name` is that of the column in `db.tables.leads.Lead`.

    `words` are its usual column names, without spaces, case and punctuation. If `is_fact`, the card
    lists it among the facts; other fields have a place of their own on the card, or none. If
    `is_asked`, a screening may use it. `form` is its position in the form on the screen, from 1 (0
    if it is not in the form), and its label there. `merges` is its placeholder in scripts and
    templates, and what that stands for; without one the placeholder is the field's name.
    """

    name: str
    label: str
    words: str
    kind: Kind = Kind.TEXT
    is_fact: bool = True
    is_typed: bool = True
    is_exported: bool = True
    is_asked: bool = True
    form: tuple[int, str] = (0, "")
    merges: tuple[str, str] = ("", "")

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.AMOUNT, Kind.PRIORITY)


FIELDS = (
    LeadField(
        "name",
        "Name",
        "ФИО 姓名 氏名 名前 お名前 이름 성명 nom nome personname "
        "name fullname contact contactname contactfullname leadname personname customer "
        "customername displayname ansprechpartner nomcomplet nombrecompleto nomecompleto "
        "nomecognome naam volledigenaam contactperson dealcontactperson",
        Kind.NAME,
        is_fact=False,
        form=(1, "Name"),
        merges=("name", "the whole name"),
    ),
    LeadField(
        "given_name",
        "Given name",
        "owner1firstname ownerfirstname "
        "givenname firstname first forename fname contactfirstname vorname prenom nombre "
        "primeironome voornaam imie prenume fornavn förnamn имя",
        is_fact=False,
        merges=("first_name", "the lead’s given name"),
    ),
    LeadField(
        "family_name",
        "Family name",
        "owner1lastname ownerlastname "
        "familyname lastname last surname lname contactlastname nachname familienname "
        "nomdefamille apellido apellidos sobrenome cognome achternaam nazwisko etternavn "
        "efternavn efternamn фамилия",
        is_fact=False,
        merges=("last_name", "the family name"),
    ),
    LeadField(
        "company",
        "Company",
        "personorganization associatedcompany "
        "company companyname companyaccount organization organisation organizationname "
        "organisationname organization1name business businessname account accountname employer "
        "firm firma unternehmen entreprise societe société empresa azienda società bedrijf "
        "bedrijfsnaam raisonsociale razónsocial ragionesociale firmenname dealorganization "
        "företag компания 会社名 会社 회사 회사명 公司",
        is_fact=False,
        form=(3, "Company"),
        merges=("company", "where they work"),
    ),
    LeadField(
        "title",
        "Title",
        "designation "
        "title jobtitle position role contactjobtitle organizationtitle organization1title "
        "berufsbezeichnung fonction cargo puesto ruolo functie stanowisko должность",
        is_fact=False,
        form=(2, "Title"),
        merges=("title", "what they do at the company"),
    ),
    LeadField(
        "occupation",
        "Occupation",
        "specialty speciality "
        "occupation profession job trade beruf métier metier profesión profesion",
        merges=("occupation", "their trade"),
    ),
    LeadField(
        "income",
        "Income",
        "income annualincome yearlyincome householdincome estimatedincome "
        "estimatedhouseholdincome incomerange salary einkommen revenu ingresos renda reddito",
        Kind.AMOUNT,
    ),
    LeadField(
        "net_worth",
        "Net worth",
        "networth wealth assets estimatednetworth vermögen patrimoine patrimonio",
        Kind.AMOUNT,
    ),
    LeadField(
        "email",
        "E-mail",
        "email emailaddress mail emails email1 email1value primaryemail workemail "
        "businessemail personemail emailadresse courriel correo correoelectronico "
        "correoelectrónico personemailwork personemailhome emailwork adressedemessagerie "
        "adresseemail adressemail epost",
        Kind.EMAIL,
        form=(4, "E-mail"),
        merges=("email", "their e-mail address"),
    ),
    LeadField(
        "line_type",
        "Line type",
        "linetype phonetype numbertype phonelinetype carriertype",
        Kind.OF_PHONE,
    ),
    LeadField(
        "extension", "Extension", "extension ext phoneextension phoneext durchwahl", Kind.OF_PHONE
    ),
    LeadField(
        "menu",
        "Phone menu",
        "menu phonemenu ivr ivrmenu phonetree autoattendant callmenu",
        is_fact=False,
        merges=("menu", "what the menu of their phone wants pressed"),
    ),
    LeadField(
        "address",
        "Address",
        "address street streetaddress address1 addressline1 address1street address1formatted "
        "mailingstreet mailingaddress billingstreet homeaddress homestreet businessaddress "
        "businessstreet personstreet adresse strasse straße anschrift rue direccion dirección "
        "straßegeschäftlich straßeprivat ruebureau ruedomicile "
        "calle endereco endereço rua indirizzo via adres straat адрес 住所 주소 地址",
        form=(5, "Address"),
    ),
    LeadField(
        "city",
        "City",
        "city town locality mailingcity billingcity homecity businesscity personcity address1city "
        "suburb población localidad municipio comune ortgeschäftlich ortprivat villebureau "
        "villedomicile stadt ort ville ciudad cidade citta città plaats stad miasto город 市区町村",
        form=(6, "City"),
        merges=("city", "their city"),
    ),
    LeadField(
        "region",
        "State",
        "region state province stateprovince stateorprovince stateregion st prov regioncode "
        "statecode mailingstate mailingstateprovince billingstate billingstateprovince homestate "
        "regiongeschäftlich regionprivat "
        "businessstate personstate address1region bundesland kanton provincia estado provincie "
        "województwo 都道府県",
        form=(7, "State"),
        merges=("state", "their state or province"),
    ),
    LeadField(
        "postal_code",
        "Postal code",
        "postalcode zip zipcode zip5 postcode postal plz postleitzahl zippostalcode "
        "postleitzahlgeschäftlich postleitzahlprivat codepostalbureau codepostaldomicile "
        "ziporpostalcode mailingzip mailingzippostalcode mailingpostalcode billingzip "
        "billingpostalcode billingzippostalcode homepostalcode businesspostalcode personzipcode "
        "address1postalcode codepostal codigopostal códigopostal cp cep cap kodpocztowy "
        "postnummer индекс 郵便番号 우편번호 邮编",
        form=(8, "Postal code"),
        merges=("postal_code", "their postal code"),
    ),
    LeadField(
        "country",
        "Country",
        "country countryname countrycode nation mailingcountry billingcountry countryregion "
        "landregiongeschäftlich landregionprivat paysrégionbureau paysrégiondomicile "
        "homecountryregion businesscountryregion personcountry address1country land staat pays "
        "pais país paese kraj страна",
        Kind.COUNTRY,
        form=(9, "Country"),
    ),
    # Never map a time zone column by its name: only a zone that the person stated may decide the
    # hours, not one that a vendor guessed. `--map zone=COLUMN` says that it was stated. Screenings
    # take zones from the lead's places instead.
    LeadField(
        "zone",
        "Time zone",
        "statedzone",
        Kind.ZONE,
        is_fact=False,
        is_exported=False,
        is_asked=False,
    ),
    LeadField(
        "kind",
        "Kind",
        "kind leadkind customerkind customertype leadtype",
        Kind.LEAD_KIND,
        is_fact=False,
        form=(11, "Kind"),
    ),
    LeadField("priority", "Priority", "priority rank", Kind.PRIORITY, is_fact=False),
    LeadField(
        "vendor_id",
        "Vendor’s id",
        "vendorid vendorleadcode vendorleadid sourceid externalid recordid contactid leadid "
        "personid customerid prospectid id",
        is_typed=False,
    ),
    # Never map a CRM's “owner” column by its name, because that person may have left long ago.
    # `--map owner=COLUMN` says that only the owner is offered the lead.
    LeadField(
        "owner",
        "Owner",
        "offeredonlyto",
        Kind.OWNER,
        form=(10, "Owner"),
        merges=("owner", "the agent or territory that alone is offered the lead"),
    ),
    LeadField(
        "notes",
        "Notes",
        "notes note comments comment remarks remark description notizen bemerkung bemerkungen "
        "remarques commentaires notiz nota notas observaciones observações note1 opmerkingen",
        Kind.NOTES,
        is_fact=False,
    ),
    # An “opt-in” is not among these names, because it may be one to mail. Evidence has its own
    # names, or is mapped with `--map consent_on=COLUMN`.
    LeadField("consent_on", "Evidence of", "consenton", Kind.OF_EVIDENCE),
    LeadField("consent_kind", "Kind of evidence", "consentkind", Kind.OF_EVIDENCE),
    LeadField("consent_proof", "Proof", "consentproof", Kind.OF_EVIDENCE),
    # Never map a time by its name: only `import --inquiry` says that these people asked your firm.
    LeadField("inquired_at", "Asked to be called", "", Kind.OF_INQUIRY),
)

OF_LEAD = tuple(
    field
    for field in FIELDS
    if field.kind not in (Kind.OF_PHONE, Kind.OF_EVIDENCE, Kind.OF_INQUIRY)
)
"""The fields that are a column of the table of leads."""

EVIDENCE = tuple(field.name for field in FIELDS if field.kind is Kind.OF_EVIDENCE)

EXPORTED = tuple(field.name for field in OF_LEAD if field.is_exported)
"""Fields that an export has under their own names."""
STATED_ZONE = "stated_zone"
"""The name of `zone` in an export."""

WORK = ("id", "list", "status", "dials", "noes", "last_dialled_at", "introduced_at")
"""Columns of an export about the progress of the calls, which an import ignores."""

FACTS = tuple(field for field in OF_LEAD if field.is_fact)

FORM = {
    field.name: field.form[1]
    for field in sorted(OF_LEAD, key=lambda field: field.form[0])
    if field.form[0]
}
"""The fields of the form on the screen, with their labels."""

TYPED = tuple(field for field in OF_LEAD if field.is_typed)

OF_ROW: Mapping[str, Asked] = {
    **{field.name: Asked.TEXT for field in OF_LEAD if field.is_asked and not field.is_number},
    **dict.fromkeys(("status", "list"), Asked.TEXT),
    **{field.name: Asked.NUMBER for field in OF_LEAD if field.is_asked and field.is_number},
    **dict.fromkeys(("dials", "noes"), Asked.NUMBER),
    **dict.fromkeys(("last_dialled_at", "introduced_at"), Asked.INSTANT),
}
ASKED: Mapping[str, Asked] = {**OF_ROW, **dict.fromkeys((*OF_PLACES, *OF_NUMBERS), Asked.TEXT)}
"""What a screening may ask about a lead and its numbers. It may also ask the lead's extras."""
