"""Italian wordings that say not to call. `console.rules.requests.vocabulary` explains the signs."""

# ruff: noqa: E501 (a line is a template)

CLASSES = {
    "call": "chiamare chiamarlo chiamarla chiamarli chiamarci chiamarmi richiamare richiamarlo "
    "richiamarla richiamarci chiami chiamate chiamiate chiamino chiama richiamate richiami "
    "contattare contattarlo contattarla contattarmi contattate contatti contattiate telefonare "
    "telefonarmi telefonargli telefonate telefoni sentire ricontattare chiamiamo",
    "called": "chiamato chiamata chiamati contattato contattata contattati disturbato disturbata "
    "richiamato richiamata ricontattato ricontattata",
    "speak": "parlare sentire sentirci sentirvi saperne contatti",
    "bother": "disturbare disturbarlo disturbarla disturbate disturbi importunare molestare",
    "calls": "chiamate chiamata telefonate telefonata contatti contatto telemarketing televendite",
    "not": "non mai mai_piu non_piu",
    "them": "di_nuovo mi lo la li ci gli le vi si piu mai deve devono dobbiamo va bisogna assolutamente",
    "tail": "piu mai di nuovo mai_piu per_favore a questo numero qui grazie",
    "want": "vuole vogliono voglio desidera desiderano desidero accetta accettano gradisce "
    "autorizza intende consente vuol vorrebbe voleva",
    "stop": "smettete smettere smetta smettetela smettiamo basta finitela fermate cessate cessare "
    "smetterla",
    "remove": "togliere togliete toglierlo toglierla togliermi tolto tolta cancellare cancellate "
    "cancellarlo cancellarla cancellarmi cancellato cancellata rimuovere rimuovete rimuoverlo "
    "rimuoverla rimosso rimossa eliminare eliminate eliminarlo eliminarla eliminato eliminata "
    "levare levarlo levato depennare escludere escluso uscire",
    "list": "lista liste elenco elenchi database archivio registro registri sistema",
    "which": "la il lo i le gli nostra vostra nostro vostro sua suo mia mio questa questo tutte nome "
    "numero cliente delle dei dell dall",
    "from": "da dal dalla dalle dai dall dallelenco dagli di del della delle dell",
    "lawyer": "avvocato avvocata avvocati legale",
}

HARMLESS = """
non ancora {called}
ancora non {called}
non {them}* ha|hanno|abbiamo|ho|e|stato|mai|ancora* {called}|risposto|richiamato
non|mai risponde|risponda
non iscritto|presente|risulta|figura|e al|nel|in|iscritto|alle* registro|opposizioni|lista|rpo
non c_e|ci_sono|risultano {calls}
non dimenticare|esitare|esiti|esitate a|di* {call}?
non puo|posso|possiamo|riesco|riuscito {call}
non serve|occorre {call}
non disturba|disturbo
non per|via mail|email|posta|sms
niente mail|email|posta|sms
lista|liste d|di? attesa|prezzi
basta cosi|chiedere|poco
"""

CERTAIN = """
{not} {them}* {call} {tail}*
{not} {want} {them}* che? {them}* {call} {tail}*
{not} {want} {them}* essere {them}* {called} {tail}*
{not} {want} piu|ricevere|ricevere_piu|altre|nostre|le|nessuna* {calls} {tail}*
non essere {called}
non|niente|nessuna|mai piu|altre|altra|ulteriori {calls}
niente|nessuna|no {calls} per_favore|commerciali|pubblicitarie|grazie|mai
{stop} di|con le|con|le* {call}|{calls}
basta {calls}
{remove} {which}* {from} {which}* {list}
{remove} {which}* {from} {which}* {calls}
"""

DOUBTFUL = """
{not} {them}* {bother} {tail}*
niente|nessuna|no {calls}
niente telefono|telefoni
{not} {want} piu? {speak}
{not} {want} {them}* essere {them}* {bother}
{stop} di {bother}
registro delle? opposizioni
opposizione|opposizioni|oppone|opposto
iscritto|iscritta al|nel|alle* registro|opposizioni|rpo
lista nera|robinson
bloccato|bloccata|bloccare
denuncia|denunciare|denunciera|denunciarci|denunciarvi|querela|querelare|querelera|causa_legale
ci|vi denuncia|querela
{lawyer} {which}* ha|scrive|scritto|chiama|minaccia|diffida|dice|lettera|invia
diffida|diffidato|diffidati
azione|azioni|vie legale|legali
minaccia|minacciato|minacce|minaccia_di
garante|gdpr|agcom|molestie|stalking
deceduto|deceduta|defunto|defunta|morto|morta|decesso|mancato_a
solo|soltanto|unicamente|esclusivamente per|via|tramite|con? mail|e|email|posta|iscritto|scritto|lettera|whatsapp|sms
per|via|tramite mail|email|iscritto solo|soltanto
{remove} {which}* numero|nominativo|dati|nome|contatto
{remove} {from}
chiede|chiesto|vuole|vorrebbe di|essere* {remove}
cancellazione|rimozione|eliminazione {from} {which}* {list}|dati|nominativo
revocato|revoca|ritirato|negato|nega|senza il|la|suo|alle* consenso|autorizzazione
rifiuta|rifiutato|rifiuto qualsiasi|tutte|le|ogni|altre|ulteriori* {calls}|contatto|contatti
in pace
lasciate|lasci|lasciare|lasciatemi|lasciatelo|lasciarlo mi|lo|la|ci* in_pace|stare|perdere
non_mi|non {bother}
"""

ALONE = """
niente chiamate, nessuna chiamata, no chiamate
"""

MAYBE_ALONE = """
bloccato, lista nera, non disturbare, opposizione, basta, cancellare
"""

NEUTRAL = """
il lo la i gli le un una di del della a al ai da dal e o che si mi ci lui lei loro noi voi ha hanno
dice detto dicono chiede chiesto chiedono vuole voleva per favore grazie cliente titolare signor
signora sig proprietario persona contatto arrabbiato arrabbiata furioso furiosa scocciato scocciata
maleducato molto piu mai nuovo attenzione importante nota avviso oggi ieri numero telefono questo
questa qui lead chiamato parlato sentito con essere stato riattaccato urlato insiste pretende
assolutamente definitivo cortesemente nel espressamente
"""

HOUR_LIMITS = "prima dopo fino tra fra entro dalle dal alle"
DAY_LIMITS = "il lo la di al a durante nel nei in sul"
OTHER_LIMITS = "salvo tranne se quando senza per"
HABITS = ""
HOURS = """
mezzogiorno mezzanotte una due tre quattro cinque sei sette otto nove dieci undici dodici ore ora
pranzo cena mezza
"""
DAYS = """
lunedi martedi mercoledi giovedi venerdi sabato sabati domenica domeniche mattina mattine mattino
pomeriggio pomeriggi sera sere notte weekend fine settimana festivi pranzo
"""
PLACES = "lavoro ufficio"
ARTICLES = "il lo la le i gli delle della del di e o alle dalle ore"
