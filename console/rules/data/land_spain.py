"""Zones of Spain: Madrid's, that of Ceuta and Melilla, and the Canaries an hour behind.

Sources: ISO 3166-2:ES with names in use beside it; the Spanish entries of the IANA time zone
database; Correos' codes, whose first two digits are the province (35 Las Palmas, 38 Santa Cruz de
Tenerife); the provinces' area codes by the geocoding data of phonenumbers 9.0.43 (CNMC).
"""

from console.rules.data.land import Land, each

MADRID = ("Europe/Madrid",)
CANARIES = ("Atlantic/Canary",)
CEUTA = ("Africa/Ceuta",)

SPAIN = Land(
    code="ES",
    calling_code="34",
    zones=MADRID,
    names="""\
A Alicante / Alacant
AB Albacete
AL Almería
AN Andalucía / Andalusia
AR Aragón
AS Principado de Asturias / Asturias
AV Ávila
B Barcelona
BA Badajoz
BI Bizkaia / Vizcaya / Biscay
BU Burgos
C A Coruña / La Coruña / Coruña
CA Cádiz
CB Cantabria
CC Cáceres
CE Ceuta
CL Castilla y León / Castile and León
CM Castilla-La Mancha
CN Canarias / Islas Canarias / Canary Islands / Canaries
CO Córdoba
CR Ciudad Real
CS Castellón / Castelló
CT Catalunya / Cataluña / Catalonia
CU Cuenca
EX Extremadura
GA Galicia
GC Las Palmas / Gran Canaria / Las Palmas de Gran Canaria / Lanzarote / Fuerteventura
GI Girona / Gerona
GR Granada
GU Guadalajara
H Huelva
HU Huesca
IB Illes Balears / Islas Baleares / Baleares / Balears / Balearic Islands
J Jaén
L Lleida / Lérida
LE León
LO La Rioja / Rioja
LU Lugo
M Madrid
MA Málaga
MC Región de Murcia
MD Comunidad de Madrid
ML Melilla
MU Murcia
NA Navarra / Nafarroa
NC Comunidad Foral de Navarra
O Oviedo
OR Ourense / Orense
P Palencia
PM Palma / Mallorca / Majorca / Ibiza / Menorca
PO Pontevedra
PV País Vasco / Euskadi / Basque Country
RI Comunidad de La Rioja
S Santander
SA Salamanca
SE Sevilla / Seville
SG Segovia
SO Soria
SS Gipuzkoa / Guipúzcoa
T Tarragona
TE Teruel
TF Santa Cruz de Tenerife / S/C de Tenerife / Tenerife / La Palma / La Gomera / El Hierro
TO Toledo
V Valencia / València
VA Valladolid
VC Comunidad Valenciana / Comunitat Valenciana
VI Álava / Araba
Z Zaragoza / Saragossa
ZA Zamora
""",
    region_zones={**each(CANARIES, "CN GC TF"), **each(CEUTA, "CE ML")},
    postal_code=r"(?:E(?:S)?[ -]?)?([0-9]{4,5})(?:\.0)?",
    postal_digits=5,
    postal_ranges=(
        ("01000", "50999", MADRID),
        ("35000", "35999", CANARIES),
        ("38000", "38999", CANARIES),
        ("51000", "52999", CEUTA),
    ),
    area_zones={
        **each(MADRID, "81 83 91 93"),
        **each(MADRID, "820 821 823 824 825 826 841 842 843 844 845 846 847 848 849"),
        **each(MADRID, "850 851 852 853 854 855 856 857 858 859 860 861 862 863 864 865 866 867"),
        **each(MADRID, "868 869 871 872 873 874 875 876 877 878 879 880 881 882 883 884 885 886"),
        **each(MADRID, "887 888 920 921 923 924 925 926 927 941 942 943 944 945 946 947 948 949"),
        **each(MADRID, "950 951 952 953 954 955 956 957 958 959 960 961 962 963 964 965 966 967"),
        **each(MADRID, "968 969 971 972 973 974 975 976 977 978 979 980 981 982 983 984 985 986"),
        **each(MADRID, "987 988"),
        # 827 is Cáceres in the geocoding data and the Canaries in the time data: both.
        "827": (*MADRID, *CANARIES),
        **each(CANARIES, "822 828 922 928"),
    },
    other_law={},
)
