"""German wordings that say not to call. `console.rules.requests.vocabulary` explains the signs."""

# ruff: noqa: E501 (a line is a template)

CLASSES = {
    "call": "anrufen anzurufen anruft anruf_tatigen kontaktieren telefonieren zuruckrufen "
    "zuruckzurufen kontaktiert_werden nachfassen durchklingeln anklingeln anwahlen wahlen "
    "anschreiben_oder_anrufen kontaktaufnahme antelefonieren anrufe",
    "called": "angerufen kontaktiert belastigt belaestigt gestort gestoert angesprochen beworben",
    "calls": "anruf anrufe anrufen werbeanruf werbeanrufe telefonanruf telefonanrufe telefonat "
    "telefonate telefonwerbung kontaktaufnahme kontaktaufnahmen kontakt kontakte werbung "
    "telefonkontakt ruckruf akquise kaltakquise telefonmarketing telefonakquise",
    "only_calls": "anruf anrufe werbeanruf werbeanrufe telefonanruf telefonanrufe telefonate "
    "telefonwerbung telefonkontakt telefonmarketing telefonakquise kaltakquise",
    "never": "nicht nie niemals keinesfalls nimmer auf_keinen_fall nich net",
    "none": "kein keine keinen keinerlei keiner",
    "fill": "mehr wieder bitte noch erneut telefonisch ihn sie mich uns hier dort da nochmal nochmals "
    "weiter je ihr euch unter dieser dort_mehr jemals zu",
    "want": "will wollen mochte moechte mochten moechten wunscht wuenscht wunschen wunsche wuenschen "
    "wollte wunschte erwunscht darf durfen soll sollen sollten wolle bittet",
    "wish": "wunscht wuenscht will mochte moechte wunschen wunsche wollen",
    "wished": "erwunscht gewunscht gewollt erwuenscht gewuenscht",
    "delete": "nehmen loschen loeschen streichen entfernen gestrichen geloscht geloescht entfernt "
    "genommen runternehmen austragen raus runter herausnehmen rausnehmen ausgetragen tilgen "
    "rausgenommen entfernung loschung streichung",
    "list": "liste listen verteiler anrufliste kartei datenbank datei telefonliste kontaktliste "
    "adressliste system bestand kundenliste werbeliste",
    "which": "der unserer ihrer eurer die den dem das allen euren ihren unseren diese dieser deren "
    "kunden sie mich ihn uns bitte namen nummer",
    "lawyer": "anwalt anwaltin rechtsanwalt rechtsanwaltin rechtsanwaelte anwalte anwaltskanzlei",
}

HARMLESS = """
noch|bisher|leider nicht|nie {called}
nicht {called} am|heute|seit?
noch|bisher {none} {calls}
nicht vergessen|erreicht|zuruckgerufen|rangegangen
nicht|nie auf|in|der|eingetragen|gelistet|im* robinsonliste|robinson|sperrliste
{none} sperrvermerk|werbesperre|widerspruch|robinson|robinsonliste|interesse|anrufbeantworter
{none} mail|mails|email|emails|e|post|sms|newsletter|whatsapp
strasse|zufahrt|weg|konto|karte gesperrt
horte|hort|aufgehort|hat auf|aufgehort zu|mit rauchen|arbeiten
kann|konnte|konnten nicht|nie {called}|{call}
nicht zu? {called}
nicht per|ohne mail|email|e|post
warteliste|preisliste
"""

CERTAIN = """
{never} {fill}* {call}
{never} {fill}* {called} werden|wird|zu_werden
{want} {fill}* {never}|{none} {fill}* {called} werden?
{none} weiteren|weitere|weiterer|mehr|sonstigen {only_calls}|{calls} mehr?
{none} weitere|werbe|telefonische|telefonischen|sonstige|unerwunschten* {only_calls}|{calls} mehr|{wished}|bitte|wunschen|erhalten
{none} {only_calls} mehr|bitte
{none} {calls}|{only_calls} mehr? {wished}
{wish} {none} {only_calls}|{calls} mehr?
{wish} {none} weiteren|weitere|telefonischen|telefonische* {only_calls}|{calls}
{only_calls}|kontakt nicht|un {wished}
{only_calls} unerwunscht|unerwuenscht|verboten|untersagt
kontakt unerwunscht|nicht_erwunscht
verbittet|verbitte|verbeten|verbat|untersagt|verbietet sich? jegliche|weitere|alle|unsere|jeden|die|solche|uns* {only_calls}|{calls}
sich {only_calls} verbeten
rufen|ruft|ruf|rufe sie|mich|ihn|uns|hier|da|dort|bitte|ihr|nochmal|unter_dieser_nummer* {never} mehr|wieder|nochmal|noch|hier|mich* an
hort|horen|hor|horen_sie|aufhoren|schluss|stopp|stop endlich|sie|bitte|auf|damit* anzurufen|mit_anrufen|mit_den_anrufen|mit_anrufe
von|aus|auf {which}* {list} {which}* {delete}
{list} {delete}
werbesperre|anrufsperre|telefonsperre|kontaktsperre|kontaktverbot|anrufverbot
gesperrt fur {calls}|{only_calls}|telefon
{never} {fill}* {want} {called}
"""

DOUBTFUL = """
{none} {only_calls}
{none} {calls} mehr
{none} telefon|telefonische|telefonischen|telefonisch
{never} {fill}* storen|stoeren|belastigen|belaestigen|klingeln|behelligen
{none} storung|belastigung
robinsonliste|robinson|robinsoneintrag
sperrvermerk|sperrliste|sperre|gesperrt|sperren
werbewiderspruch|widerspruch|widersprochen|widerspricht
widerruf|widerrufen|widerrief
einwilligung|zustimmung|erlaubnis widerrufen|entzogen|verweigert|zuruckgezogen|fehlt
ohne einwilligung|zustimmung|erlaubnis
{lawyer} {which}* eingeschaltet|schreibt|droht|schrieb|hat|gedroht|einschalten|beauftragt|schickt|meldet|drohung
droht|drohte|gedroht|androht mit|uns|an* {lawyer}|klage|anzeige|polizei|gericht|abmahnung|rechtlichen
verklagen|verklagt|klagt|abmahnung|abmahnen|abgemahnt|anzeige|anzeigen|unterlassung|unterlassungserklarung
mit {lawyer}|klage|anzeige|polizei
verstorben|gestorben|tot|ist_tot|todesfall|verschieden
nur|ausschliesslich|lediglich per|via|uber|auf? mail|email|e|post|schriftlich|brief|postalisch|sms|whatsapp mail?
schriftlich|mail|email bitte? nur
lehnt|lehnen|lehne|verweigert jegliche|alle|weitere|weiteren|telefonische|telefonischen|jeden* {only_calls}|{calls} ab?
{only_calls}|kontakt abgelehnt|verweigert|ablehnen
in|seine|ihre ruhe|frieden lassen|gelassen|haben|lasst?
lasst|lassen sie? mich|ihn|uns* in_ruhe|zufrieden
nummer|daten|kontakt|adresse|eintrag|datensatz|telefonnummer bitte|sofort? {delete}
{delete} bitte|sofort
loschen|loeschen|entfernen|streichen sie|bitte* meine|seine|ihre|die|unsere nummer|daten|adresse|telefonnummer|kontaktdaten
{none} werbung|akquise am|per|via|uber|ubers telefon
dsgvo|bundesnetzagentur|verbraucherzentrale|datenschutz
belastigung|belaestigung|telefonterror
blacklist|blacklisted
{want} {none} kontakt|kontakte|werbung
unerwunscht|unerwuenscht
{want} {never}|nichts mehr|wieder* von|mit uns|ihnen|euch* horen|hoeren|wissen|sprechen|zu_tun
{called}|{call} verboten|untersagt
"""

ALONE = """
keine anrufe, kein anruf, gesperrt, kein kontakt mehr
"""

MAYBE_ALONE = """
sperrvermerk, widerspruch, robinsonliste, werbewiderspruch, stopp, verbot, nicht storen
"""

NEUTRAL = """
der die das den dem ein eine einen er sie es wir uns ihn ihm ihr ich man sich und oder dass hat habe
haben ist war sagt sagte gesagt bittet bat gebeten will wollte mochte moechte wunscht verlangt kunde
kundin herr frau inhaber inhaberin chef kontakt ansprechpartner person besitzer verargert veraergert
wutend wuetend sauer unfreundlich bose boese erbost aggressiv genervt sehr mehr nie wieder bitte danke
achtung wichtig notiz hinweis heute gestern telefon nummer tel diese dieser dort hier telefonat
gesprochen angerufen auf von ab zu an am laut_gesetz ausdrucklich endgultig dauerhaft soll sollen
sollten aufgelegt aufgefordert unbedingt absolut
"""

HOUR_LIMITS = "vor nach bis zwischen ab seit"
DAY_LIMITS = "am an um im in wahrend auf bei zur"
OTHER_LIMITS = "ausser wenn falls solange ohne fur"
HOURS = """
uhr mittag mittags mitternacht eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf halb
fruhstuck mittagessen abendessen
"""
HABITS = """
montags dienstags mittwochs donnerstags freitags samstags sonntags vormittags nachmittags abends
morgens mittags nachts feiertags
"""
DAYS = """
montag dienstag mittwoch donnerstag freitag samstag sonntag vormittag nachmittag abend morgen mittag
wochenende wochenenden feiertag feiertagen
"""
PLACES = "arbeit buro geschaft"
ARTICLES = "der die das den dem und oder bis uhr"
