"""Dutch wordings that say not to call. `console.rules.requests.vocabulary` explains the signs."""

# ruff: noqa: E501 (a line is a template)

CLASSES = {
    "call": "bellen terugbellen opbellen nabellen telefoneren contacteren benaderen contact_opnemen "
    "belt bel belle",
    "called": "gebeld teruggebeld opgebeld benaderd gecontacteerd lastiggevallen gestoord",
    "bother": "storen lastigvallen lastig_vallen",
    "calls": "telefoontjes telefoontje belletjes belletje telefoon telefonisch contact telemarketing "
    "telefonische_verkoop verkooptelefoontjes oproepen telefonische_acquisitie koude_acquisitie "
    "telefonisch_contact",
    "never": "niet nooit nimmer niet_meer nooit_meer",
    "fill": "meer weer nog ooit aub alstublieft mij me hem haar ons hier ze hen telefonisch opnieuw "
    "daar terug te deze klant",
    "want": "wil willen wenst wensen wilt mag mogen wou wilde wenste moet moeten zou vraagt vroeg",
    "which": "de het onze uw jullie deze alle mijn zijn haar bel gegevens naam nummer hem mij klant "
    "die dat",
    "list": "lijst bellijst belbestand bestand database lijsten systeem bellijsten adressenlijst",
    "delete": "halen verwijderen schrappen afhalen afvoeren verwijderd gehaald geschrapt af uit "
    "uitschrijven afgehaald weghalen",
    "lawyer": "advocaat advocaten jurist",
}

HARMLESS = """
nog|tot_nu_toe niet|nooit|geen {called}|{calls}
niet {called} op|sinds|vandaag?
nooit {called}
niet|nooit in|op|bij|ingeschreven|het* bel_me_niet|belmeniet|bel_me_niet_register|register
niet vergeten|aarzelen te|om* {call}?
niet kunnen|gekund|bereikt|opgenomen|thuis
kon|kan|kunnen niet {call}|{fill}*
geen {calls} gehad|mogelijk|vandaag|gekregen
geen mail|mails|email|e|post|sms|gehoor|interesse
niet per|via|mailen mail|email|e|post?
bel niet_opgenomen
gestopt met roken|werken
"""

CERTAIN = """
{never} {fill}* {call}
{never} {fill}* {called} worden|te_worden|wordt
{want} {fill}* {never} {fill}* {called} worden?
{want} {fill}* geen {fill}* telefoontjes|telefoontje|belletjes|belletje|telefonische_verkoop|verkooptelefoontjes|telemarketing|oproepen meer?
geen {fill}* telefoontjes|belletjes|telefonische_verkoop|verkooptelefoontjes|telemarketing|oproepen meer|aub|alstublieft
geen contact meer|gewenst
geen contact meer? opnemen
bel|belt|bellen mij|me|hem|haar|ons|ze|hen|hier|deze|klant|nummer|dit* {never} {fill}*
bel me niet
stop|stoppen|ophouden|hou|houd|stopt nu|op|met|toch* {call}
stop|stoppen|ophouden met deze|die|al? {calls}
van|uit {which}* {list} {which}* {delete}
van|uit {which}* {list} af
haal|verwijder|schrap {which}* van|uit {which}* {list} af?
{delete} {which}* van|uit {which}* {list}
"""

DOUBTFUL = """
{never} {fill}* {bother}
geen {calls}
geen {fill}* telefoontjes|belletjes|telefonische_verkoop|telemarketing|oproepen
bel_me_niet register?
belmeniet|bmnr register?
uitschrijven|uitgeschreven|afmelden|afgemeld|uitschrijving
zwarte lijst
geblokkeerd|blokkeren|blokkade
verzet
recht van verzet|bezwaar|verwijdering
bezwaar tegen|gemaakt
dreigt|dreigde|gedreigd|dreigen met|om* {lawyer}|aangifte|rechtszaak|klacht|politie|aanklacht
dreigt|dreigde|gedreigd|dreigen
{lawyer} {which}* ingeschakeld|schrijft|dreigt|heeft|stuurt|inschakelen|brief|zegt
aangifte|aanklagen|aanklacht|rechtszaak|klacht|acm|avg|gdpr
overleden|gestorven|dood|overlijden
alleen|enkel|uitsluitend|slechts per|via|met|schriftelijk? mail|e|email|post|brief|schriftelijk|whatsapp|sms
per|via mail|email|post alleen
toestemming|consent ingetrokken|geweigerd|ontbreekt
zonder toestemming
trekt toestemming
nummer|gegevens|naam {delete}|wissen
verwijder|wis|verwijderen aub|nummer|gegevens|mij|hem
weigert|weigerde alle|verdere|elk|telefonisch* {calls}
met rust
laat me|mij|hem|haar|ons met_rust
ongewenst|ongewenste
intimidatie|lastiggevallen
{want} {fill}* geen contact|{calls}|telefonische benadering|verkoop|acquisitie|gesprekken?
"""

ALONE = """
geen telefoon, geen telefoontjes
"""

MAYBE_ALONE = """
geblokkeerd, uitschrijven, zwarte lijst, niet storen, verwijderen, geen contact
"""

NEUTRAL = """
de het een en of hij zij ze hem haar wij we ons ik mij dat die is was heeft had zegt zei gezegd vraagt
vroeg gevraagd verzoekt wil wilde wenst graag aub alstublieft svp klant mevrouw meneer mevr dhr
eigenaar eigenaresse persoon contact boos kwaad woedend onvriendelijk onbeleefd erg zeer heel meer
nooit weer opnieuw let op belangrijk notitie vandaag gisteren nummer telefoon tel deze dit hier daar
lead gesproken gebeld om te met opgehangen nadrukkelijk definitief voor_altijd bedankt aan dringend
verzoek moeten moet mogen
"""

HOUR_LIMITS = "voor na tot tussen vanaf"
DAY_LIMITS = "op in tijdens om s bij"
OTHER_LIMITS = "tenzij behalve als wanneer zonder"
HOURS = """
uur middag middernacht een twee drie vier vijf zes zeven acht negen tien elf twaalf half lunch
lunchtijd avondeten ontbijt etenstijd
"""
HABITS = """
maandags zaterdags zondags ochtends morgens middags avonds nachts doordeweeks overdag weekends
"""
DAYS = """
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ochtend middag avond weekend weekeinde
feestdagen
"""
PLACES = "werk kantoor kantooruren"
ARTICLES = "de het en of s uur"
