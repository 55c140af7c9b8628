"""Country names in use in lead files, beside the generated table. Plain, in lower case."""

_NAMES = {
    "US": "usa, united states, united states of america, america, the united states, the united "
    "states of america, the states, u s of a, us of a, us america, united states america, ee "
    "uu, eua, estados unidos de america, etats unis d amerique, vereinigte staaten von "
    "amerika, 美国, 美國, アメリカ",
    "CA": "can, canada, 加拿大",
    "AU": "aus, australia",
    "NZ": "nzl, new zealand",
    "GB": "gbr, uk, united kingdom, the united kingdom, britain, united kingdom of great britain "
    "and northern ireland, uk of gb and northern ireland, great britain, england, scotland, "
    "wales, northern ireland, 英国, 英國",
    "IE": "irl, ireland, republic of ireland, the republic of ireland, eire",
    "FR": "fra, france",
    "DE": "deu, germany, brd, federal republic of germany, bundesrepublik deutschland, deutschland",
    "ES": "esp, spain, espana",
    "IT": "ita, italy, italia",
    "NL": "nld, netherlands, the netherlands, holland",
    "IN": "ind, india",
    "BR": "bra, brazil, brasil",
    "AE": "uae, u a e, emirates",
    "SA": "ksa",
    "ZA": "rsa",
    "KR": "south korea, 한국, 韓国",
    "KP": "north korea",
    "RU": "russia",
    "CZ": "czech republic",
    "TR": "turkey",
    "MK": "macedonia",
    "CI": "ivory coast",
    "MM": "burma",
    "MX": "mex, mexico, estados unidos mexicanos",
    "PR": "puerto rico",
    "GU": "guam",
    "AS": "american samoa",
    "VI": "us virgin islands",
    "MP": "northern mariana islands",
    "HK": "香港",
    "MO": "澳門, 澳门",
    "CN": "中國",
    "TW": "台湾",
}

COUNTRY_NAMES = {name: code for code, names in _NAMES.items() for name in names.split(", ")}
