"""Zones of France: the departments and territories overseas have clocks of their own.

Sources: ISO 3166-2:FR with the regions of before 2016; the French entries of the IANA time zone
database; La Poste's codes 971 to 988; Constitution of 1958, art. 73 (the law of France holds in
Guadeloupe, Martinique, Guiana, Réunion and Mayotte of right) and art. 74 (the other territories
have laws of their own, so theirs must be known too).
"""

from console.rules.data.land import Land, each

PARIS = ("Europe/Paris",)
GUADELOUPE = ("America/Guadeloupe",)
MARTINIQUE = ("America/Martinique",)
GUIANA = ("America/Cayenne",)
REUNION = ("Indian/Reunion",)
MIQUELON = ("America/Miquelon",)
MAYOTTE = ("Indian/Mayotte",)
ST_BARTHELEMY = ("America/St_Barthelemy",)
ST_MARTIN = ("America/Marigot",)
KERGUELEN = ("Indian/Kerguelen",)
WALLIS = ("Pacific/Wallis",)
POLYNESIA = ("Pacific/Tahiti", "Pacific/Marquesas", "Pacific/Gambier")
NEW_CALEDONIA = ("Pacific/Noumea",)

FRANCE = Land(
    code="FR",
    calling_code="33",
    zones=PARIS,
    names="""\
01 Ain
02 Aisne
03 Allier
04 Alpes-de-Haute-Provence
05 Hautes-Alpes
06 Alpes-Maritimes
07 Ardèche
08 Ardennes
09 Ariège
10 Aube
11 Aude
12 Aveyron
13 Bouches-du-Rhône
14 Calvados
15 Cantal
16 Charente
17 Charente-Maritime
18 Cher
19 Corrèze
20R Corse / Corsica
21 Côte-d'Or
22 Côtes-d'Armor
23 Creuse
24 Dordogne
25 Doubs
26 Drôme
27 Eure
28 Eure-et-Loir
29 Finistère
2A Corse-du-Sud
2B Haute-Corse
30 Gard
31 Haute-Garonne
32 Gers
33 Gironde
34 Hérault
35 Ille-et-Vilaine
36 Indre
37 Indre-et-Loire
38 Isère
39 Jura
40 Landes
41 Loir-et-Cher
42 Loire
43 Haute-Loire
44 Loire-Atlantique
45 Loiret
46 Lot
47 Lot-et-Garonne
48 Lozère
49 Maine-et-Loire
50 Manche
51 Marne
52 Haute-Marne
53 Mayenne
54 Meurthe-et-Moselle
55 Meuse
56 Morbihan
57 Moselle
58 Nièvre
59 Nord
60 Oise
61 Orne
62 Pas-de-Calais
63 Puy-de-Dôme
64 Pyrénées-Atlantiques
65 Hautes-Pyrénées
66 Pyrénées-Orientales
67 Bas-Rhin
68 Haut-Rhin
69 Rhône
69M Métropole de Lyon
6AE Alsace
70 Haute-Saône
71 Saône-et-Loire
72 Sarthe
73 Savoie
74 Haute-Savoie
75C Paris / Ville de Paris / 75
76 Seine-Maritime
77 Seine-et-Marne
78 Yvelines
79 Deux-Sèvres
80 Somme
81 Tarn
82 Tarn-et-Garonne
83 Var
84 Vaucluse
85 Vendée
86 Vienne
87 Haute-Vienne
88 Vosges
89 Yonne
90 Territoire de Belfort
91 Essonne
92 Hauts-de-Seine
93 Seine-Saint-Denis
94 Val-de-Marne
95 Val-d'Oise
ARA Auvergne-Rhône-Alpes / Auvergne / Rhône-Alpes
BFC Bourgogne-Franche-Comté / Bourgogne / Franche-Comté / Burgundy
BRE Bretagne / Brittany
CVL Centre-Val de Loire / Centre
GES Grand-Est / Lorraine / Champagne-Ardenne
HDF Hauts-de-France / Nord-Pas-de-Calais / Picardie / Picardy
IDF Île-de-France / Région parisienne
NAQ Nouvelle-Aquitaine / Aquitaine / Limousin / Poitou-Charentes
NOR Normandie / Normandy / Haute-Normandie / Basse-Normandie
OCC Occitanie / Languedoc-Roussillon / Midi-Pyrénées
PAC Provence-Alpes-Côte d'Azur / PACA / Provence
PDL Pays-de-la-Loire
971 Guadeloupe / GP
972 Martinique / MQ
973 Guyane (française) / Guyane / French Guiana / GF
974 La Réunion / Réunion / Reunion Island / RE
975 Saint-Pierre-et-Miquelon / PM
976 Mayotte / YT
977 Saint-Barthélemy / BL
978 Saint-Martin / MF
984 Terres australes françaises / TF
986 Wallis-et-Futuna / WF
987 Polynésie française / French Polynesia / Tahiti / PF
988 Nouvelle-Calédonie / New Caledonia / NC
""",
    region_zones={
        "971": GUADELOUPE,
        "972": MARTINIQUE,
        "973": GUIANA,
        "974": REUNION,
        "975": MIQUELON,
        "976": MAYOTTE,
        "977": ST_BARTHELEMY,
        "978": ST_MARTIN,
        "984": KERGUELEN,
        "986": WALLIS,
        "987": POLYNESIA,
        "988": NEW_CALEDONIA,
    },
    postal_code=r"(?:F(?:R)?[ -]?)?([0-9]{4,5})(?:\.0)?(?: CEDEX(?: [0-9]{1,2})?)?",
    postal_digits=5,
    postal_ranges=(
        ("01000", "95999", PARIS),
        ("97100", "97199", GUADELOUPE),
        ("97133", "97133", ST_BARTHELEMY),
        ("97150", "97150", ST_MARTIN),
        ("97200", "97299", MARTINIQUE),
        ("97300", "97399", GUIANA),
        ("97400", "97499", REUNION),
        ("97500", "97599", MIQUELON),
        ("97600", "97699", MAYOTTE),
        ("97700", "97799", ST_BARTHELEMY),
        ("97800", "97899", ST_MARTIN),
        ("98000", "98099", ("Europe/Monaco",)),
        ("98400", "98499", KERGUELEN),
        ("98600", "98699", WALLIS),
        ("98700", "98799", POLYNESIA),
        ("98800", "98899", NEW_CALEDONIA),
    ),
    # Of the departments overseas, where one is written with France's own calling code.
    area_zones={
        **each((*REUNION, *MAYOTTE, *PARIS), "262 263 269"),
        "590": (*GUADELOUPE, *PARIS),
        "594": (*GUIANA, *PARIS),
        "596": (*MARTINIQUE, *PARIS),
    },
    other_law={
        "975": "PM",
        "977": "BL",
        "978": "MF",
        "984": "TF",
        "986": "WF",
        "987": "PF",
        "988": "NC",
        "97133": "BL",
        "97150": "MF",
        "97500": "PM",
        "97700": "BL",
        "97800": "MF",
        "98000": "MC",
        "98400": "TF",
        "98600": "WF",
        "98700": "PF",
        "98800": "NC",
    },
)
