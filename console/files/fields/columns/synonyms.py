"""Rarer column names of fields, and mistyped words.

If another column has the field's usual name, that column gets the field.
"""

from functools import cache


def words(text: str) -> frozenset[str]:
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

PHONE_NAMES = words(
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

AREA_CODES = words(
    "areacode phoneareacode telareacode stdcode std vorwahl lada ddd prefijo prefisso "
    "indicatif netnummer kengetal 市外局番"
)
"""Squeezed names of columns with the area code of the number in another column."""

_WORDS = (
    "address email mail company first last name phone telephone mobile city state code zipcode "
    "country occupation postcode postal title extension street contact number business notes "
    "comments province surname forename firstname lastname fullname"
)
_OTHER_WORDS = words("county stat tile noes lsat mali note posta mobil mobiel")
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
