"""Zones of Mexico by state, by postal code and by area code (LADA).

Sources: ISO 3166-2:MX with the post's abbreviations; the Ley de los Husos Horarios en los Estados
Unidos Mexicanos (2022) and the Mexican entries of the IANA time zone database; the ranges of the
post (SEPOMEX), whose first two digits are the state; the area codes by state in the geocoding data
of phonenumbers 9.0.43, and 56 beside 55 (IFT, 2018). The municipalities at the border of the United
States keep its summer time, and Bahía de Banderas the time of Jalisco: which municipality it is, no
state and no code says for certain, so there each has every zone of its state. Since 2019 new
numbers are given by eight regions, so a code that is not listed may be anywhere.
"""

from console.rules.data.land import Land, Zones

CENTRAL = ("America/Mexico_City",)
YUCATAN = ("America/Merida",)
QUINTANA_ROO = ("America/Cancun",)
NORTHEAST = ("America/Monterrey", "America/Matamoros")
DURANGO = ("America/Monterrey",)
CHIHUAHUA = ("America/Chihuahua", "America/Ciudad_Juarez", "America/Ojinaga")
SONORA = ("America/Hermosillo",)
PACIFIC = ("America/Mazatlan",)
NAYARIT = ("America/Mazatlan", "America/Bahia_Banderas")
BAJA_CALIFORNIA = ("America/Tijuana",)

STATE_ZONES = {
    "BCN": BAJA_CALIFORNIA,
    "BCS": PACIFIC,
    "CAM": YUCATAN,
    "CHH": CHIHUAHUA,
    "COA": NORTHEAST,
    "DUR": DURANGO,
    "NAY": NAYARIT,
    "NLE": NORTHEAST,
    "ROO": QUINTANA_ROO,
    "SIN": PACIFIC,
    "SON": SONORA,
    "TAM": NORTHEAST,
    "YUC": YUCATAN,
}

# The area codes of each state; some reach into two.
STATE_CODES = """\
AGU 449 465 495
BCN 616 646 658 661 664 665 686
BCS 612 613 615 624
CAM 938 981 982 996
CHH 614 621 625 626 627 628 629 635 636 639 648 649 652 656 657 659
CHP 916 918 919 932 96 960 966 967 992
CMX 55 56
COA 842 844 861 862 864 866 869 870 871 872 877 878
COL 312 313 314
DUR 618 649 671 674 675 676 677 870 872
GRO 727 732 733 736 741 742 744 745 747 754 755 756 757 758 762 767 781
GUA 411 412 413 415 417 418 419 421 428 429 432 445 456 461 462 464 466 468 469 472 473 476 477
HID 738 743 748 759 761 763 771 772 773 774 775 778 779 791
JAL 315 316 317 321 322 326 33 341 342 343 344 345 346 347 348 349 357 358 37 375 377 382 384
JAL 385 386 387 388 391 392 393 395 431 437 457 474 475 495 499
MEX 427 58 591 592 593 594 595 596 599 711 712 713 714 716 717 718 719 720 721 722 723 724 725
MEX 726 728 729
MIC 328 351 352 353 354 355 356 381 383 394 422 423 424 425 426 434 435 436 438 443 447 450 451
MIC 452 453 454 455 459 471 711 715 753 786
MOR 731 734 735 737 739 751 769 770 777
NAY 311 319 323 324 325 327 329 389
NLE 81 821 823 824 825 826 828 829 867 873 892
OAX 236 274 281 287 95 97 994 995
PUE 220 221 222 223 224 227 231 233 236 237 238 243 244 245 248 249 275 276 282 746 764 776 797
QUE 414 441 442 448
ROO 427 983 984 987 998
SIN 660 667 668 669 672 673 687 69
SLP 444 48 481 845
SON 622 623 631 632 633 634 637 638 641 642 643 644 645 647 651 653 662
TAB 913 914 917 923 932 933 934 936 937 993
TAM 831 832 833 834 835 836 841 867 868 891 894 897 899
TLA 241 246 247 749
VER 225 226 228 229 232 235 271 272 273 278 279 282 283 284 285 288 294 296 297 746 765 766 768
VER 782 783 784 785 789 846 921 922 923 924
YUC 969 985 986 988 990 991 997 999
ZAC 346 433 437 457 458 463 467 478 492 493 494 496 498 499
"""


def find_area_zones() -> dict[str, Zones]:
    """The zones of every state that an area code reaches."""
    found: dict[str, Zones] = {}
    for line in STATE_CODES.splitlines():
        state, *codes = line.split()
        for code in codes:
            zones = STATE_ZONES.get(state, CENTRAL)
            found[code] = tuple(dict.fromkeys((*found.get(code, ()), *zones)))
    return found


MEXICO = Land(
    code="MX",
    calling_code="52",
    zones=CENTRAL,
    names="""\
AGU Aguascalientes / AGS / Ags
BCN Baja California / BC / Baja California Norte
BCS Baja California Sur
CAM Campeche / CAMP
CHH Chihuahua / CHIH
CHP Chiapas / CHIS
CMX Ciudad de México / CDMX / Mexico City / Distrito Federal / DF / D.F.
COA Coahuila de Zaragoza / Coahuila / COAH
COL Colima
DUR Durango / DGO
GRO Guerrero
GUA Guanajuato / GTO
HID Hidalgo / HGO
JAL Jalisco
MEX Estado de México / Edo. de México / Edomex / Edo Mex / México
MIC Michoacán de Ocampo / Michoacán / MICH
MOR Morelos
NAY Nayarit
NLE Nuevo León / NL / N.L.
OAX Oaxaca
PUE Puebla
QUE Querétaro / QRO / Querétaro de Arteaga
ROO Quintana Roo / Q. Roo / QROO / QR
SIN Sinaloa
SLP San Luis Potosí / S.L.P.
SON Sonora
TAB Tabasco
TAM Tamaulipas / TAMPS
TLA Tlaxcala / TLAX
VER Veracruz de Ignacio de la Llave / Veracruz
YUC Yucatán
ZAC Zacatecas
""",
    region_zones=STATE_ZONES,
    postal_code=r"([0-9]{4,5})(?:\.0)?",
    postal_digits=5,
    postal_ranges=(
        ("01000", "99999", CENTRAL),
        ("21000", "22999", BAJA_CALIFORNIA),
        ("23000", "23999", PACIFIC),
        ("24000", "24999", YUCATAN),
        ("25000", "27999", NORTHEAST),
        ("31000", "33999", CHIHUAHUA),
        ("34000", "35999", DURANGO),
        ("63000", "63999", NAYARIT),
        ("64000", "67999", NORTHEAST),
        ("77000", "77999", QUINTANA_ROO),
        ("80000", "82999", PACIFIC),
        ("83000", "85999", SONORA),
        ("87000", "89999", NORTHEAST),
        ("97000", "97999", YUCATAN),
    ),
    area_zones=find_area_zones(),
    other_law={},
)
