"""Parse column names.

The words come from exports of Salesforce, HubSpot, Google Contacts, Outlook and VICIdial, files of
data vendors, and address lists in several languages. Accents, case, spaces and punctuation do not
count.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from console.files.fields.columns import request_words
from console.files.fields.columns.request_words import CALLS, OTHER_WAYS, PERMISSIONS
from console.files.fields.lead_fields import FIELDS
from console.rules.requests.letters import as_latin
from console.rules.text import simplify, squeeze


def split_words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


OTHER_NAMES = {
    "name": "partyname party clientname client nameofclient nameofcustomer customersname "
    "applicantname applicant membername prospectname prospect attendee attendeename patientname "
    "donorname contactpersonname nameofcontact nameofcontactperson insuredname policyholder "
    "borrowername homeownername residentname nombredecliente nombrecliente nomclient kunde "
    "kundenname imienazwisko imięinazwisko imieinazwisko nomprenom nometprenom nomprénom "
    "contato responsavel nomedocontato nomecontato pessoadecontato contacto nombrecontacto "
    "personadecontacto referente contatto personadicontatto kontakt kontaktperson interlocuteur "
    "nomeecognome cognomenome 担当者 担当者名 ご担当者名 顧客名 담당자 담당자명 联系人 "
    "客户姓名 客户名称",
    "given_name": "givennames firstnames forenames contactfirst 名 名字",
    "family_name": "familynames lastnames surnames sirname contactlast primerapellido "
    "apellido1 apellidopaterno nomdusage nachnamename 姓",
    "company": "companyorganization legalname legalbusinessname businesslegalname dbaname dba "
    "doingbusinessas tradename tradingname tradingas storename shopname practicename clinicname "
    "hospitalname schoolname restaurantname facilityname agencyname dealershipname merchantname "
    "nameofcompany nameofbusiness nameofthecompany nomentreprise nomdelentreprise nomsociete "
    "nomdelasociete enseigne nomefantasia razaosocial razãosocial razonsocial nombreempresa "
    "nombredelaempresa denominazione denominacionsocial firmenname1 handelsnaam naamorganisatie "
    "shop store nazwafirmy nazwa yritys virksomhed bedrift 企業名 法人名 事業所名 店舗名 貴社名 "
    "公司名称 企业名称",
    "title": "jobrole jobposition jobdesignation contacttitle persontitle desig funktion stellung "
    "intituleposte intitulédeposte fonctiontitre cargofuncao 役職 役職名 職種 직책 직위 职位 职务",
    "occupation": "profession1 jobdescription ocupacion ocupação 職業 직업 职业",
    "email": "emailid emailids mailid emailaddresses emailadd emailaddr contactemail "
    "useremail owneremail personalemail emailpersonal companyemail officialemail officialemailid "
    "emailadress epostadress sähköposti indirizzoemail enderecodeemail メール メールアドレス "
    "電子メールアドレス "
    "電子メール eメール 邮箱 电子邮箱 电子邮件 이메일",
    "address": "fulladdress addressline streetname officeaddress residentialaddress "
    "residenceaddress permanentaddress correspondenceaddress communicationaddress postaladdress "
    "currentaddress "
    "billingaddress billingaddress1 mailingaddress1 logradouro "
    "domicilio domicile ulica gata gatuadress gateadresse indirizzocompleto 所在地 "
    "住所1 番地 番地会社 番地自宅 详细地址",
    "city": "citystatezip citystatezipcode citystzip citystatepostal citystatepostalcode csz "
    "citystate cityandstate citystateandzip cityprovince cityprovincepostalcode location "
    "personlocation locationname cityname citytown towncity posttown towncityvillage citylocality "
    "municipality gemeinde wohnort woonplaats commune localité "
    "localidade 市 市区町村会社 市区町村自宅 市区郡 도시 시군구 城市",
    "region": "statename stateabbr stateabbrev stateabbreviation stateorregion stateut "
    "stateunionterritory uf prefecture "
    "県 都道府県名 都道府県会社 都道府県自宅 시도 省 省份",
    "postal_code": "zip4 zipplus4 zipplusfour zipcodeplus4 zipcode4 "
    "pincode pincodes pinno postcodes zipcodes zippostal zippostcode postalzip "
    "postalzipcode zippincode postalpin areapincode eircode "
    "plzort postnr codicepostale "
    "codpostal codepost codigopostalcp irányítószám psč pcode cpostal postinumero 郵便 "
    "郵便番号会社 郵便番号自宅 邮政编码",
    "country": "countryofresidence residencecountry addresscountry 国 国名 国家 국가 "
    "国会社地域 国自宅地域",
    "extension": "extn extno extensionno extensionnumber phoneextn phoneextensionnumber workext "
    "workextension officeext telephoneextension telext nebenstelle ramal anexo toestel interno",
    "vendor_id": "zoominfocontactid apollocontactid leadnumber contactkey contactnumberid sfid "
    "salesforceid hubspotid contactguid leadguid clientid memberid accountnumber",
    "notes": "leadnotes contactnotes callnotes internalnotes additionalnotes anmerkung anmerkungen "
    "uwagi komentarz obs huomautukset anteckningar 備考 メモ 비고 메모 备注",
}
"""Rarer column names of fields. A column with the field's usual name goes before them."""

PHONE_NAMES = split_words(
    "contactno contactnos contactnumber contactnumbers contactnum mobno mobilno mobilnr "
    "mobnr phno phnno phnumber telno telnr telnum numtel cellno cellnum phonenum phonenr "
    "handynr rufnr telefonnr nrtelefon nrtelefonu numerdetelefono numerotelefono numerotel "
    "nutelefone alternateno alternatenumber altno altnumber alternatecontactno "
    "alternatecontactnumber secondarynumber secondarycontactno secondarycontactnumber "
    "residenceno numerodetelefono númerodeteléfono numerodetelephone numérodetéléphone "
    "numerodetelefone númerodetelefone numeroditelefono numerditelefono ddi directdial "
    "directline directphone dialnumber numbertodial numbertocall calleenumber msisdn "
    "handphone handphoneno hpno teléfonomóvil 会社電話 会社電話番号 自宅電話 "
    "自宅電話番号 勤務先電話 勤務先電話番号 固定電話 固定電話番号 代表電話 "
    "代表電話番号 連絡先電話 連絡先電話番号 tel番号 회사전화 집전화"
)
"""Squeezed names of phone columns that contain no word for “phone”."""

AREA_CODES = split_words(
    "areacode phoneareacode telareacode stdcode std vorwahl lada ddd prefijo prefisso "
    "indicatif netnummer kengetal 市外局番"
)
"""Squeezed names of columns with the area code of the number in another column."""

_WORDS = (
    "address email mail company first last name phone telephone mobile city state code zipcode "
    "country occupation postcode postal title extension street contact number business notes "
    "comments province surname forename firstname lastname fullname"
)
_OTHER_WORDS = split_words("county stat tile noes lsat mali note posta mobil mobiel")
"""Real words that look like a misspelling of one of `_WORDS`."""
_SLIPS = {
    **dict.fromkeys(("adresss", "adrress"), "address"),
    **dict.fromkeys(("compagny", "conpany"), "company"),
    **dict.fromkeys(("lst", "laste"), "last"),
    **dict.fromkeys(("teleophone",), "telephone"),
    "nam": "name",
    "phome": "phone",
    "fname1": "firstname",
    "ocuption": "occupation",
}
"""Misspellings with two slips or a wrong letter."""


def mend(word: str) -> str:
    """Correct a mistyped word; return any other word unchanged."""
    return _slips().get(word, word)


@cache
def _slips() -> dict[str, str]:
    """Map misspellings to words: two letters swapped, one doubled, or one but the first missing."""
    known = _WORDS.split()
    slips: dict[str, str] = {}
    for word in known:
        for at in range(len(word)):
            slips[word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]] = word
            slips[word[:at] + word[at] + word[at:]] = word
            if at and len(word) > 4:
                slips[word[:at] + word[at + 1 :]] = word
    return {
        slip: word
        for slip, word in (slips | _SLIPS).items()
        if slip not in known and slip not in _OTHER_WORDS
    }


def simple_words(text: str) -> frozenset[str]:
    """Return the words of a text in the form in which names are compared."""
    return frozenset(simplify(text).split())


PHONE_WORDS = simple_words(
    "phone phones telephone tel telefon telefonnummer telefono teléfono telefone téléphone "
    "mobiltelefon mobiltelefonnummer tlf ph mob wireless telefonu ceptelefonu мобильный "
    "telefoon telefoonnummer mobil mobilnummer handynummer rufnummer movil móvil celular cellulare "
    "mobiel portable телефон mobile cell cellphone cellular landline handy homephone "
    "workphone officephone businessphone mobilephone phonenumber telephonenumber "
    "電話 電話番号 携帯 携帯電話 携帯番号 携帯電話番号 "
    "전화 전화번호 휴대폰 휴대전화 电话 手机 電話號碼"
)
OTHER_WORDS = simple_words(
    "type status carrier extension ext label country code verified date time fax opt consent "
    "provider timezone zone tz dnc faxnummer typ source count score last suppression suppressed "
    "flag flags litigator reachable tested valid connected "
    "suppress permission permitted allowed allow erlaubt erlaubnis einwilligung"
) | (NOT_OWN_WORDS := simple_words("fax faxnummer pager telex assistant tty tdd radio callback"))
"""Words in the names of columns without a number to call. `NOT_OWN_WORDS` mark numbers that
somebody else answers."""
NOT_OWN_NAMES = frozenset({"companymainphone"})
PLAIN_WORDS = simple_words(
    "ph person telefonu tlf column "
    "phone phones telephone tel number no nr value phonenumber the telefon telefonnummer rufnummer "
    "telefono teléfono telefone téléphone telefoon telefoonnummer телефон preferred "
    "電話 電話番号 전화 전화번호 电话 電話號碼"
)
PREFERRED = "preferred "
"""Prefix of the column with the number that is called first."""
MOBILE_WORDS = simple_words(
    "mobiltelefon mobiltelefonnummer "
    "mobil mobilnummer handynummer movil móvil celular cellulare mobiel portable mob cep "
    "ceptelefonu мобильный mobile cell cellphone cellular handy mobilephone wireless iphone "
    "携帯 携帯電話 携帯番号 携帯電話番号 휴대폰 휴대전화 手机"
)

SALUTATIONS = simple_words(
    "mr mrs ms miss mx dr prof sir herr frau m mme mlle monsieur madame sr sra srta dhr mevr"
)

_DIALS = {"calling", "dial", "dialing", "dialling", "isd"}
_SAYS_CODE = (_DIALS | PLAIN_WORDS) - {"number", "the", "no"}
_NO_CODE = {
    *("area", "zip", "postal", "city", "region", "state"),
    *("status", "type", "result", "source"),
}
NO_LABEL_OF_CODE = {*PLAIN_WORDS, *_DIALS, "code", "country"}
"""Words in the name of a calling code that do not say to which phone it belongs."""

_CONSENT_PARTS = ("consent", "optin", "optedin", "einwillig", "toestemming", "samtykke", "samtycke")
_DAY_WORDS = {
    *("date", "day", "time", "at", "on", "when", "timestamp", "since", "am", "datum", "zeitpunkt"),
    *("data", "fecha", "dato", "le", "op"),
}
_STATES = {"status", "disposition", "dispo", "stage"}
_ENDS = {"result", "outcome"}
_OF_LAST_CALL = {"last", "call", "dial"}
"""Words beside which “result” means the result of a call, not of a scrub."""
_OF_CALLS = {
    *CALLS,
    *PLAIN_WORDS,
    *MOBILE_WORDS,
    "lead",
    "contact",
    "last",
    "landline",
    "current",
} | {
    *("name", "code", "description"),
    *("reason", "lifecycle", "deal", "opportunity", "sales", "pipeline"),
}
NO_LABEL_OF_REQUEST = {
    *(PLAIN_WORDS | CALLS | PERMISSIONS | _STATES),
    *("dnc", "do", "not", "dont", "don", "t", "opt", "out", "opted", "optout", "flag", "flagged"),
    *("is", "on", "of", "from", "for", "list", "allow", "has", "contact", "indicator", "y", "n"),
}
"""Words in the name of a do-not-call column that do not say to which phone it belongs."""

_WHOSE = {
    *("primary", "main", "mailing", "physical", "contact", "owner", "customer", "client"),
    *("executive", "exec", "principal", "est"),
    *("lead", "person", "prospect", "member", "current", "default", "residential", "preferred"),
}
"""Words before a field's name that do not change the field, unless another column has its name."""

_WHERE = {
    *("property", "site", "situs", "work", "home", "business", "office", "mail", "service", "job"),
    *("billing", "shipping", "store", "location", "residence", "premise", "house"),
    *("registered", "permanent", "legal", "account", "install", "delivery", "personal", "street"),
}
"""Words before a part of an address that say which address it is."""

_OF_PLACES = {"address", "city", "region", "postal_code", "country"}

_PLACE_WORDS = {
    *("address", "city", "state", "zip", "zipcode", "postal", "postcode", "province", "location"),
    *("town", "plz", "ort", "ville", "ciudad", "estado", "provincia", "direccion", "adresse"),
}
_NO_PLACE = {"email", "e", "ip", "web", "mac", "url", "site", "type", "status", "id", "name"}

_ORDERED = re.compile(
    r"(.+?)\s*\(\s*(?:last|family|first|given|sur)\s*(?:name)?\s*,\s*"
    r"(?:last|family|first|given|sur)\s*(?:name)?\s*(?:,?\s*(?:middle|mi|m\.i\.).{0,8})?\)\s*",
    re.IGNORECASE,
)
"""“Customer (Last, First)”: a full name, and how its cells are written."""
LONGEST_ORDERED = 100
"""Longest name that `_ORDERED` is matched against: a megabyte of spaces would take seconds."""

_FIELD_OF = {squeeze(word): field.name for field in FIELDS for word in field.words.split()}
_FIELD_OF_OTHERS = {
    squeeze(word): field for field, words in OTHER_NAMES.items() for word in words.split()
}
_PHONE_NAMES = frozenset(map(squeeze, PHONE_NAMES))
_AREA_CODES = frozenset(map(squeeze, AREA_CODES))


class ColumnName(Struct, frozen=True):
    """A column name as a list writes it (`text`), parsed once.

    `squeezed` is “emailaddress” for “E-mail Address”, and `words` are home, phone, 2 for
    “HomePhone #2”. `field` is the field with that name, "" for none and for phones.
    """

    text: str
    squeezed: str
    words: tuple[str, ...]
    field: str
    is_loose: bool = False
    """Whether it names the field only if extra words are ignored: “Primary Mailing City”."""

    @property
    def is_own(self) -> bool:
        """Whether the person answers its numbers (if it holds any)."""
        return NOT_OWN_WORDS.isdisjoint(self.words) and self.squeezed not in NOT_OWN_NAMES

    @property
    def is_phone(self) -> bool:
        """Whether it is a column of phone numbers to call."""
        if self.words == ("number",) or self.squeezed in _PHONE_NAMES:
            return True
        is_other = not self.is_own or not OTHER_WORDS.isdisjoint(self.words)
        return not is_other and not PHONE_WORDS.isdisjoint(self.words)

    @property
    def may_be_place(self) -> bool:
        """Whether its name says that it may hold an address or a part of one."""
        words = set(self.words)
        return bool(words & _PLACE_WORDS) and not words & _NO_PLACE

    @property
    def is_calling_code(self) -> bool:
        words = set(self.words)
        return "code" in words and bool(words & _SAYS_CODE) and not words & _NO_CODE

    @property
    def is_area_code(self) -> bool:
        return self.squeezed in _AREA_CODES

    @property
    def is_status(self) -> bool:
        """Whether it is a lead status; only a few of its words are requests not to call."""
        words = set(self.words)
        if words & _ENDS and words & _OF_LAST_CALL:
            words = words - _ENDS | {"status"}
        return bool(words & _STATES) and all(
            word.isdigit() or word in _OF_CALLS for word in words - _STATES
        )

    @property
    def speaks_of_requests(self) -> bool:
        """Whether it is about who is not to be called."""
        return request_words.speaks_of_requests(self.squeezed, self.words)

    @property
    def permits(self) -> str:
        """`SURE` if it says who may be called, `UNSURE` if it perhaps does, else ""."""
        return request_words.permits(self.squeezed, self.words)

    @property
    def says_day_of_consent(self) -> bool:
        """Whether it may be the day of a consent to calls, and not only to letters or e-mails."""
        words = set(self.words)
        is_consent = any(part in self.squeezed for part in _CONSENT_PARTS)
        is_other = bool(words & (OTHER_WAYS - _DAY_WORDS)) and not words & CALLS
        return is_consent and not is_other and bool(words & _DAY_WORDS or self._ends_in_day)

    @property
    def _ends_in_day(self) -> bool:
        return self.squeezed.endswith(("date", "datum"))

    @property
    def says_who_asked(self) -> bool:
        """Whether its cells say who is not to be called, not only when or why."""
        is_request = self.speaks_of_requests and request_words.ABOUT.isdisjoint(self.words)
        return is_request or self.is_status or self.permits == request_words.SURE

    @property
    def is_known(self) -> bool:
        """Whether it is a known name of a column."""
        return bool(self.field) or self.says_who_asked or self.is_phone


def read_name(text: str) -> ColumnName:
    """Parse a column name, also one in look-alike letters of another alphabet."""
    plain = text if text.isascii() else as_latin(text)
    squeezed = squeeze(plain)
    ordered = _ORDERED.fullmatch(text) if len(text) <= LONGEST_ORDERED else None
    if ordered and read_name(ordered[1]).field == "name":
        return replace(read_name(ordered[1]), text=text, squeezed=squeezed, is_loose=True)
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    written = tuple(re.findall(r"[^\W\d_]+|\d+", simplify(parted)))
    if field := _FIELD_OF.get(squeezed, ""):
        return ColumnName(text, squeezed, written, field)
    words = tuple(map(mend, written))
    field = _loosely(words) or _FIELD_OF_OTHERS.get(squeezed, "")
    return ColumnName(text, squeezed, words, field, is_loose=bool(field))


def _loosely(words: tuple[str, ...]) -> str:
    """Return the field of names such as “email_address_1” and “primary_mailing_city”."""
    if len(words) > 1 and words[-1] == "1":
        words = words[:-1]
    if words[:1] == ("address",) and _FIELD_OF.get("".join(words[1:])) in _OF_PLACES:
        words = words[1:]  # “address.state”: nested JSON records give such names
    is_where = False
    while not (field := _FIELD_OF.get("".join(words), "")) and len(words) > 1:
        if words[0] not in _WHOSE | _WHERE:
            break
        is_where = is_where or words[0] not in _WHOSE
        words = words[1:]
    return field if field in _OF_PLACES or not is_where else ""


def read_names(header: Iterable[str]) -> tuple[ColumnName, ...]:
    """Parse the column names of a header.

    If several columns name a field loosely, the first gets it. None of them does if another column
    has the field's exact name.
    """
    names = [read_name(text) for text in header]
    if any(name.squeezed == VENDORS_OWN for name in names):
        names = [replace(name, field="") if _is_other_id(name) else name for name in names]
    taken = {name.field for name in names if not name.is_loose}
    for at, name in enumerate(names):
        if name.is_loose and name.field in taken:
            names[at] = replace(name, field="", is_loose=False)
        taken.add(name.field)
    return tuple(names)


VENDORS_OWN = "vendorleadcode"
"""The vendor's id in a dialer's export. If it is there, `lead_id` is the dialer's own id."""


def _is_other_id(name: ColumnName) -> bool:
    return name.field == "vendor_id" and name.squeezed != VENDORS_OWN


def list_names(names: Sequence[str]) -> str:
    """Return names in quotes, at most twenty of them."""
    more = f" and {len(names) - 20} more" if len(names) > 20 else ""
    return ", ".join(f"“{name}”" for name in names[:20]) + more
