"""Draw cells of lead lists in seven languages that speak against calling, and cells that do not.

The sentences are written as agents, clerks and CRMs write them. Nothing here comes from the tables
of the recognizer: `benchmarks.refusals` measures it with them.

In a rule, `{name}` is replaced by one alternative of that name, and `|` separates alternatives.
"""

# ruff: noqa: E501 (the lines of a rule are many)
import random
import re
from collections.abc import Callable

AGAINST = "against"
HARMLESS = "harmless"

ENGLISH = {
    AGAINST: """
        {lead}do not call{tail}|{lead}don't call {whom} {more}{tail}|{lead}dont call {more}{tail}
        {lead}DNC{tail}|{lead}dnc req{tail}|{lead}DNC per {person}{tail}|put on DNC{tail}|add to dnc
        {who} said {never} call {more}{tail}|told us to never call again|told me never to call back
        {who} asked {us} to stop calling{tail}|pls stop calling {whom}|quit calling me{tail}
        {who} {wants} off {the} list{tail}|take {whom} off {the} list{tail}|take me off
        remove from {the} list{tail}|please remove {whom} from {the} {calls} list
        {who} asked to be removed{tail}|wants to be removed from {the} list|REMOVE
        {who} does not want {calls} calls{tail}|no more calls{tail}|no calls please{tail}
        doesn't want to be called {more}{tail}|did not want to be contacted {more}
        {who} asked not to be called{tail}|requested no further contact|no further contact pls
        will sue if we call again|threatened to sue, {angry}|lawyer said cease and desist
        attorney sent c&d letter|will report us to the FTC if called {more}|{who} threatened legal
        leave {whom} alone!|lose this number|lose my number {who} said|delete my number, {angry}
        {angry} do not call!|hung up, said never call {whom} again|{who} yelled to not call {more}
        never contact again{tail}|do not contact{tail}|do not phone{tail}|not to be contacted by phone
        opted out{tail}|opt out of calls|unsubscribe from calls|blacklisted {by}|on our do not call list
        D.N.C.{tail}|do-not-call{tail}|DoNotCall|D N C per {person}|on the national dnc registry
        passed away {date}|deceased - {person} told us|he is dead, {person} upset by call
        email only, no phone calls|contact by email only|do NOT ring {whom}{tail}
        has asked us not to phone {more}|no cold calls{tail}|no solicitors|no soliciting{tail}
        stop ringing this number|said to quit phoning {whom}|never phone {whom} again
        we are not to call {whom} {more}|must not be called {by}|shouldn't be called {more}
        please don't contact {whom} {more}|wants no contact{tail}|not willing to take calls {more}
        scratch {whom} off {the} list|strike from {the} list{tail}|get me off your list
    """,
    HARMLESS: """
        ok to call{htail}|call after {hour}{htail}|do not call before {hour}|call back {day}
        don't call after {hour}|asked to be called, not e-mailed|prefers calls over email
        not on dnc list|no dnc|DNC checked {date}|scrubbed against DNC, clean|dnc clear
        left voicemail, no call back yet|no answer{htail}|did not call back|never called us back
        called {date}, no answer|called twice, never picked up|will call us back {day}
        not called yet|not contacted|could not reach, call again|don't forget to call {day}
        interested, send info|has a contract with {firm}|stopped by the shop {date}
        removed the old fence, wants quote|took the roof off, needs estimate|on our list since {date}
        works at {firm} call center|manager of {firm} contact center|likes a call in the {part}
        no calls on {day}|best time {part}|do not call during lunch|don't call at work
        bus stop in front of house|non-stop busy|phone disconnected|wrong number|not interested
        lawyer, divorced|attorney at {firm}|his lawyer practice is growing|sues insurers for a living
        quit smoking, wants discount|quit his job {date}|don't hesitate to call|never a bad time to call
        please call {whom} {more}|{who} asked to be called {day}|{who} wants us to call again
        asked for a call {part}|no email, call only|phone is best|leave a message with {person}
        the list price is too high|needs the full list of prices|contact {person} first
        no pets, one dog|do not disturb sign at door, friendly|remove asbestos, 2 storeys
        deadline {date}|late husband ran the firm|dead battery in car|can't call until {day}
        call cell not office|do not mail|no texts, calls fine|unsubscribed from newsletter
        number is new since {date}|opted in by web form|number on file ok|said yes to a call
        Hasn't been called since {date}|haven't called this one|not a call center
        was told to call again {day}|wants no email|not calling before {hour}|no rush, call whenever
        never owned a phone before|she stopped working in {date}|don't know who to call there
    """,
    "lead": "|||10/12 |{date}: |called {date}, said |{who} said |Spoke w/ {person}, |VM. |angry - |LM 3x. |{who}: ",
    "tail": "|||!| per {person}| again| ever again|, {angry}| {date}|.| - {person}|!!!| please| anymore| (verbal)",
    "htail": "|| {day}|, {person}| {date}|!",
    "whom": "|me|him|her|them|us|this number|this lady|here|my mother|these people",
    "more": "|again|anymore|any more|ever again|back|at this number",
    "never": "never|not to|to never|don't|do not ever",
    "who": "he|she|they|customer|owner|wife|husband|prospect|contact|Mr {person}|old man|client",
    "us": "|us|me|agent|nicely",
    "wants": "wants|wants to be taken|asked to be taken|needs to come",
    "the": "the|our|your|my|this|the call|calling|all",
    "calls": "|phone|sales|marketing|more|any",
    "angry": "very angry|hostile|rude|upset|mad|not happy|furious|polite",
    "by": "|by manager|by {person}|by us",
    "person": "wife|son|Bob|Maria|Jim K|receptionist|daughter|manager|spouse|secretary",
    "firm": "Acme|Smith & Sons|Verizon|County Bank",
    "date": "10/12|3 May|12-04-25|2024-11-03|last week|Monday|5/1",
    "hour": "9|9am|5 pm|noon|10:30|six",
    "day": "Monday|tomorrow|next week|Friday|Tue",
    "part": "morning|evening|afternoon",
}
SPANISH = {
    AGAINST: """
        {lead}no llamar{tail}|{lead}no llamar más{tail}|{lead}no volver a llamar{tail}
        {who} pidió que no {lo} llamemos {mas}|dijo que no {lo} llamen {mas}|que no le llamen nunca más
        no quiere que {lo} llamen{tail}|no quiere recibir llamadas{tail}|no desea ser contactado{tail}
        no {lo} llame {mas}|no me llamen {mas}|dejen de llamar{tail}|que dejemos de llamarlo
        {who} pide {baja}|dar de baja{tail}|borrar de la lista|quitar{lo} de la lista{tail}
        eliminar de {la} lista|sacar de {la} lista de llamadas|no molestar{tail}|no más llamadas{tail}
        en la lista Robinson|inscrito en lista robinson|lista negra|bloqueado, no contactar
        no contactar {mas}{tail}|no llamar nunca|nunca llamar{tail}|no telefonear{tail}
        amenazó con demandar|va a denunciar si llamamos otra vez|su abogado nos escribió, no llamar
        falleció el {date}|fallecido|ha muerto, avisa {person}|solo por correo, no llamadas
        se opone a recibir llamadas|solicita no ser llamado|no acepta llamadas comerciales{tail}
        que lo borremos de la lista|no autoriza llamadas|ya no llamar{tail}|NO LLAMAR!!
        no marcar {mas}|no se le debe llamar|déjenme en paz|que no la molesten {mas}
    """,
    HARMLESS: """
        llamar después de las {hour}|no llamar antes de las {hour}|llamar {day}|se puede llamar
        no contesta|no contestó la llamada|llamé {date}, no estaba|no llamó|volver a llamar {day}
        prefiere llamada a correo|no en lista robinson|quiere que lo llamen {day}|interesado
        dejó mensaje, no devolvió la llamada|no molesta, llamar {part}|pendiente de llamada
        la lista de precios|baja por maternidad hasta {day}|abogado|no tiene correo, llamar
        todavía no llamado|no le llamé aún|pide que la llamen {part}|no llamar los {day}
        lista de espera|quitar la valla, presupuesto|llamar al móvil, no a la oficina
        cerrado los {day}|número equivocado|no le interesa|contactar con {person}
    """,
    "lead": "|||{date}: |{who} dijo: |Hablé con {person}, |enfadado, |ojo: ",
    "tail": "|||!|, enfadado| por favor| según {person}| {date}|.| otra vez",
    "mas": "|más|nunca más|otra vez|jamás",
    "lo": "|lo|la|le|los",
    "who": "el cliente|la señora|cliente|el dueño|su mujer|{person}",
    "baja": "la baja|que lo demos de baja|ser eliminado de la lista",
    "la": "la|nuestra|tu",
    "person": "su hijo|María|la secretaria|Pepe|su marido",
    "date": "10/12|3 de mayo|12-04|la semana pasada|lunes",
    "hour": "9|10|17:00|cinco",
    "day": "lunes|mañana|viernes|la semana que viene",
    "part": "por la mañana|por la tarde",
}
FRENCH = {
    AGAINST: """
        {lead}ne pas appeler{tail}|{lead}ne plus appeler{tail}|{lead}ne pas rappeler{tail}
        ne veut plus être {rappele}{tail}|ne souhaite pas être {rappele}{tail}|{who} ne veut plus d'appels
        {who} demande de ne plus l'appeler|a demandé à ne plus être {rappele}|refuse d'être rappelé
        ne m'appelez plus|n'appelez plus {ici}|arrêtez d'appeler{tail}|arrêter de l'appeler
        plus d'appels{tail}|pas de démarchage{tail}|stop appels|refuse tout démarchage téléphonique
        {who} veut être retiré de la liste|retirer de {la} liste{tail}|à supprimer de {la} liste
        enlever de la liste d'appel|rayer de la liste{tail}|inscrit bloctel|sur Bloctel|liste rouge bloctel
        ne plus contacter{tail}|ne pas contacter{tail}|ne pas déranger|ne jamais appeler{tail}
        menace de porter plainte|va porter plainte si on rappelle|son avocat a écrit, ne plus appeler
        décédé le {date}|décédée|est mort, dit {person}|par mail uniquement, pas d'appel
        s'oppose aux appels|opposition à la prospection téléphonique|liste noire|pas d'appel svp
        ne veut pas être dérangé au téléphone|qu'on le laisse tranquille|ne désire plus être appelé
        ne plus téléphoner|ne pas téléphoner{tail}|désinscrire{tail}|supprimer mon numéro
    """,
    HARMLESS: """
        rappeler {day}|ne pas appeler avant {hour}|appeler après {hour}|ok pour appel|à appeler
        n'a pas rappelé|pas de réponse|appelé {date}, absent|répondeur, pas rappelé|pas encore appelé
        préfère être appelé|souhaite être rappelé {day}|pas bloctel|veut qu'on le rappelle {part}
        ne pas appeler le {day}|avocat|la liste de prix|arrêt de bus devant la maison
        intéressé, envoyer doc|ne répond pas|retirer l'ancienne clôture, devis|mauvais numéro
        plus de détails au téléphone|appeler sur le portable, pas au bureau|pas de mail, appeler
        n'a plus de téléphone fixe|pas intéressé|absent jusqu'à {day}|contacter {person}
        arrête de travailler en mai|supprimer la haie|sans réponse|a appelé {date}
    """,
    "lead": "|||{date} : |{who} dit : |Vu {person}, |fâché, |attention, ",
    "tail": "|||!| svp| selon {person}|, fâché| {date}|.| à ce numéro",
    "rappele": "appelé|rappelé|contacté|démarché|appelée",
    "ici": "|ici|chez nous|ce numéro",
    "who": "le client|la dame|monsieur|cliente|sa femme|{person}",
    "la": "la|notre|votre|vos",
    "person": "son fils|Marie|le secrétaire|son mari|l'accueil",
    "date": "10/12|3 mai|la semaine dernière|lundi",
    "hour": "9h|18h|midi|10 heures",
    "day": "lundi|demain|vendredi|la semaine prochaine",
    "part": "le matin|le soir",
}
GERMAN = {
    AGAINST: """
        {lead}nicht anrufen{tail}|{lead}nicht mehr anrufen{tail}|{lead}bitte nicht mehr anrufen{tail}
        {who} will nicht mehr angerufen werden|möchte nicht mehr kontaktiert werden{tail}
        {who} wünscht keine Anrufe {mehr}|keine Anrufe {mehr} erwünscht|keine weiteren Anrufe{tail}
        kein Anruf gewünscht|verbittet sich Anrufe|rufen Sie {mich} nicht mehr an|nie wieder anrufen{tail}
        hat gesagt, wir sollen nicht mehr anrufen|sollen {ihn} nicht mehr anrufen|hört auf anzurufen
        von der Liste {nehmen}{tail}|aus der Liste {nehmen}{tail}|bitte aus Verteiler löschen, keine Anrufe
        will von der Liste gestrichen werden|Daten löschen, DSGVO{tail}|Werbewiderspruch{tail}
        Widerspruch gegen Telefonwerbung|Einwilligung widerrufen|gesperrt für Anrufe|Werbesperre {date}
        auf Robinsonliste|Robinsonliste|Sperrvermerk|nicht kontaktieren{tail}|nicht telefonisch kontaktieren
        droht mit Anwalt|Anwalt eingeschaltet, nicht mehr anrufen|will uns verklagen|Abmahnung erhalten {date}
        droht mit Anzeige wenn noch ein Anruf kommt|verstorben {date}|ist verstorben, Info von {person}
        nur per E-Mail, keine Anrufe|nur schriftlich kontaktieren|lehnt Anrufe ab|keine Werbeanrufe{tail}
        lasst mich in Ruhe|will in Ruhe gelassen werden|Nummer löschen, {angry}|Anruf unerwünscht
        möchte keinen Kontakt mehr|kein Kontakt mehr erwünscht|hat sich Anrufe verbeten|nicht stören
    """,
    HARMLESS: """
        bitte anrufen {day}|nicht vor {hour} anrufen|nach {hour} anrufen|anrufen ok|darf angerufen werden
        nicht erreicht|hat nicht zurückgerufen|noch nicht angerufen|angerufen {date}, keiner da
        will angerufen werden, keine Mails|bittet um Rückruf {day}|nicht auf Robinsonliste
        am {day} nicht anrufen|Anwalt|Rechtsanwalt, Kanzlei in Bonn|Preisliste schicken
        kein Interesse|keine Antwort|falsche Nummer|Termin {date}|Büro nicht besetzt, mobil anrufen
        Zaun löschen|steht auf der Warteliste|Liste der Kunden geprüft|will mehr Kontakt
        alten Teppich entfernen, Angebot|Ruhetag {day}|keine E-Mail, bitte anrufen|Kontakt über {person}
        hat aufgehört zu rauchen|Straße gesperrt, Zufahrt hinten|vormittags nicht da, abends anrufen
    """,
    "lead": "|||{date}: |{who} sagt: |mit {person} gesprochen, |verärgert, |Achtung: ",
    "tail": "|||!| laut {person}|, {angry}| {date}|.| danke|!!",
    "mehr": "|mehr",
    "mich": "|mich|ihn|uns|hier",
    "ihn": "|ihn|sie|dort",
    "nehmen": "nehmen|löschen|streichen|entfernen|gestrichen werden",
    "who": "Kunde|der Kunde|Frau {person}|er|sie|Kundin|Inhaber",
    "angry": "sehr verärgert|wütend|unfreundlich|sauer",
    "person": "Sohn|Müller|Sekretärin|Tochter|Ehefrau",
    "date": "10.12.|3. Mai|letzte Woche|Montag",
    "hour": "9|9 Uhr|17 Uhr|zehn",
    "day": "Montag|morgen|Freitag|nächste Woche",
}
PORTUGUESE = {
    AGAINST: """
        {lead}não ligar{tail}|{lead}não ligar mais{tail}|{lead}nao ligar{tail}|não voltar a ligar{tail}
        {who} pediu para não ligar {mais}|disse para não ligarmos {mais}|não quer receber ligações{tail}
        não quer que liguem {mais}|não deseja ser contatado{tail}|parem de ligar{tail}|pare de me ligar
        não me liguem {mais}|remover da lista{tail}|retirar da {lista}{tail}|tirar o nome da lista
        quer sair da lista|pediu para ser removido|excluir da lista de chamadas|não contatar {mais}
        não contactar{tail}|não perturbe|cadastrado no não me perturbe|não incomodar{tail}
        nunca ligar{tail}|nunca mais ligar|sem ligações por favor|não aceita chamadas{tail}
        ameaçou processar|vai processar se ligarmos de novo|o advogado mandou parar de ligar|vai ao Procon
        falecido em {date}|faleceu|já morreu, disse {person}|só por email, não telefonar
        não telefonar{tail}|bloquear, não chamar|lista negra|apagar o número dele, {angry}
        não autoriza contato telefônico|me deixem em paz|não quer mais contato|chega de ligações
    """,
    HARMLESS: """
        ligar depois das {hour}|não ligar antes das {hour}|pode ligar|ligar {day}|não atende
        não ligou de volta|liguei {date}, não estava|retornar a ligação {day}|ainda não ligamos
        prefere ligação a e-mail|quer que liguem {day}|advogado|lista de preços|não interessado
        não ligar às {day}|não está no não perturbe|sem resposta|número errado|falar com {person}
        remover a cerca velha, orçamento|ligar no celular, não no escritório|sem email, ligar
        pediu para ligar {part}|parou de trabalhar em maio|ligação caiu|na lista desde {date}
    """,
    "lead": "|||{date}: |{who} disse: |falei com {person}, |irritado, |atenção: ",
    "tail": "|||!| por favor|, {angry}| segundo {person}| {date}|.| de novo",
    "mais": "|mais|nunca mais|de novo",
    "lista": "lista|nossa lista|lista de contatos",
    "who": "o cliente|a senhora|cliente|o dono|a esposa",
    "angry": "irritado|bravo|muito chateado",
    "person": "filho|Maria|a secretária|o marido",
    "date": "10/12|3 de maio|semana passada|segunda",
    "hour": "9h|18h|10|cinco",
    "day": "segundas|amanhã|sexta|segunda",
    "part": "de manhã|à tarde",
}
ITALIAN = {
    AGAINST: """
        {lead}non chiamare{tail}|{lead}non chiamare più{tail}|{lead}non richiamare{tail}
        {who} ha chiesto di non chiamare {piu}|dice di non chiamarlo {piu}|non vuole essere chiamato{tail}
        non vuole essere {piu} contattato|non desidera ricevere chiamate|non vuole telefonate{tail}
        non mi chiamate {piu}|smettete di chiamare{tail}|smettere di chiamare|basta chiamate{tail}
        togliere dalla lista{tail}|cancellare dalla {lista}{tail}|rimuovere dall'elenco
        vuole essere cancellato dalla lista|levare dalla lista|eliminare dalla lista chiamate
        iscritto al registro opposizioni|registro delle opposizioni|nel registro opposizioni dal {date}
        non contattare {piu}{tail}|non telefonare{tail}|non disturbare{tail}|mai più chiamare
        minaccia denuncia|ci denuncia se richiamiamo|l'avvocato ha scritto, non chiamare|segnala al Garante
        deceduto il {date}|defunto|è morto, dice {person}|solo via mail, niente chiamate
        niente chiamate per favore|nessuna chiamata|lista nera|cancellare il numero, {angry}
        ha revocato il consenso|nega il consenso alle chiamate|lasciatemi in pace|non vuole più sentirci
    """,
    HARMLESS: """
        chiamare dopo le {hour}|non chiamare prima delle {hour}|richiamare {day}|si può chiamare
        non risponde|non ha richiamato|chiamato {date}, assente|ancora da chiamare|non ancora chiamato
        preferisce essere chiamato|vuole essere richiamato {day}|avvocato|lista prezzi|non interessato
        non chiamare il {day}|non iscritto al registro|numero sbagliato|parlare con {person}
        togliere la vecchia siepe, preventivo|chiamare il cellulare, non l'ufficio|niente mail, chiamare
        ha smesso di fumare|fermata del bus davanti|in lista d'attesa|lasciato messaggio
    """,
    "lead": "|||{date}: |{who} dice: |parlato con {person}, |arrabbiato, |attenzione: ",
    "tail": "|||!| per favore|, {angry}| secondo {person}| {date}|.| di nuovo",
    "piu": "|più|mai più|di nuovo",
    "lista": "lista|nostra lista|lista contatti",
    "who": "il cliente|la signora|cliente|il titolare|la moglie",
    "angry": "arrabbiato|furioso|molto scocciato",
    "person": "figlio|Maria|la segretaria|il marito",
    "date": "10/12|3 maggio|settimana scorsa|lunedì",
    "hour": "9|18|le cinque|10:30",
    "day": "lunedì|domani|venerdì",
}
DUTCH = {
    AGAINST: """
        {lead}niet bellen{tail}|{lead}niet meer bellen{tail}|{lead}nooit meer bellen{tail}
        {who} wil niet meer gebeld worden|wil niet gebeld worden{tail}|{who} wil geen telefoontjes {meer}
        vraagt om niet meer te bellen|niet terugbellen, {angry}|bel {mij} niet meer|stop met bellen{tail}
        stoppen met bellen{tail}|van de lijst halen{tail}|uit de lijst verwijderen{tail}|van lijst af{tail}
        wil van de lijst af|uitschrijven{tail}|bel-me-niet register|staat in bel me niet|geen belletjes meer
        niet contacteren{tail}|geen contact meer{tail}|geen contact opnemen|niet benaderen{tail}
        dreigt met advocaat|advocaat ingeschakeld, niet bellen|gaat aangifte doen|klacht bij ACM als we bellen
        overleden {date}|is overleden, zegt {person}|alleen per mail, niet bellen|geen telefonische verkoop
        geen telefoon, alleen mail|recht van verzet gebruikt|toestemming ingetrokken|zwarte lijst
        niet storen{tail}|laat me met rust|nummer verwijderen, {angry}|mag niet gebeld worden
    """,
    HARMLESS: """
        bellen na {hour}|niet bellen voor {hour}|mag gebeld worden|terugbellen {day}|bel {day}
        niet teruggebeld|geen gehoor|gebeld {date}, niet thuis|nog niet gebeld|wil graag gebeld worden
        liever bellen dan mailen|niet op {day} bellen|advocaat|prijslijst sturen|geen interesse
        niet in bel-me-niet|verkeerd nummer|contact via {person}|bushalte voor de deur
        oude schutting verwijderen, offerte|gestopt met roken|staat op de wachtlijst|bel mobiel, niet kantoor
        geen mail, graag bellen|belde {date} terug|op de lijst sinds {date}|voicemail ingesproken
    """,
    "lead": "|||{date}: |{who} zegt: |{person} gesproken, |boos, |let op: ",
    "tail": "|||!| aub|, {angry}| volgens {person}| {date}|.| graag",
    "meer": "|meer",
    "mij": "|mij|me|hem|ons",
    "who": "klant|mevrouw|meneer|de klant|eigenaar",
    "angry": "erg boos|kwaad|onvriendelijk",
    "person": "zoon|Jan|secretaresse|echtgenote",
    "date": "10-12|3 mei|vorige week|maandag",
    "hour": "9 uur|18 uur|half tien|10",
    "day": "maandag|morgen|vrijdag",
}
LANGUAGES = {
    "English": ENGLISH,
    "Spanish": SPANISH,
    "French": FRENCH,
    "German": GERMAN,
    "Portuguese": PORTUGUESE,
    "Italian": ITALIAN,
    "Dutch": DUTCH,
}

COLUMNS_AGAINST = [
    *[("Blacklist", "1"), ("Black List", "yes"), ("Contactable", "No"), ("Can be contacted", "N")],
    *[("Preferred Contact Method", "Email only"), ("Preferred channel", "mail, no phone")],
    *[("Deceased", "Y"), ("Is Deceased", "true"), ("Deceased Date", "2024-03-01")],
    *[("Outcome", "DNC req"), ("Result", "Hostile do not call!"), ("Tags", "vip; dnc; ohio")],
    *[("Lead Type", "Do Not Call"), ("DMA TPS", "Y"), ("ACTIVE", "No"), ("Is Active", "0")],
    *[("Dо nоt саll", "Y"), ("DNС", "yes"), ("Okay to call?", "no"), ("Callable", "N")],
    *[("Lista negra", "sí"), ("Contactable", "no"), ("Fallecido", "sí"), ("No llamar", "x")],
    *[("Liste noire", "oui"), ("Joignable", "non"), ("Décédé", "oui"), ("Démarchage", "refus")],
    *[("Schwarze Liste", "ja"), ("Kontaktierbar", "nein"), ("Verstorben", "ja"), ("Aktiv", "nein")],
    *[("Lista nera", "sì"), ("Contattabile", "no"), ("Deceduto", "sì"), ("Attivo", "no")],
    *[("Lista negra", "sim"), ("Contatável", "não"), ("Falecido", "sim"), ("Ativo", "não")],
    *[("Zwarte lijst", "ja"), ("Contacteerbaar", "nee"), ("Overleden", "ja"), ("Actief", "nee")],
    *[("Canal preferido", "solo correo"), ("Canal préféré", "email uniquement")],
    *[("Bevorzugter Kontaktweg", "nur E-Mail"), ("Contactvoorkeur", "alleen e-mail")],
    *[("Do Not Solicit", "X"), ("Privacy flag", "do not contact"), ("Phone OK", "N")],
]
COLUMNS_HARMLESS = [
    *[("Blacklist", "0"), ("Contactable", "Yes"), ("Preferred Contact Method", "Phone")],
    *[
        ("Deceased", "N"),
        ("Outcome", "No answer"),
        ("Result", "Left message"),
        ("Tags", "vip; ohio"),
    ],
    *[("Lead Type", "Web"), ("DMA TPS", "N"), ("ACTIVE", "Yes"), ("Lista negra", "no")],
    *[("Joignable", "oui"), ("Verstorben", "nein"), ("Aktiv", "ja"), ("Deceduto", "no")],
    *[("Ativo", "sim"), ("Overleden", "nee"), ("Contactvoorkeur", "telefoon"), ("Call Count", "0")],
    *[("Active Policies", "3"), ("Preferred Name", "Bob"), ("Last Call Result", "busy")],
    *[("Call Notes", "nice chat"), ("Contact Owner", "Ann"), ("Product", "active wear")],
    *[
        ("Result", "A1C 6.2"),
        ("Tags", "call center"),
        ("Lead Type", "cold call"),
        ("Phone OK", "Y"),
    ],
]

_NAMES = re.compile(r"\{(\w+)\}")
_CASES: list[Callable[[str], str]] = [str, str, str, str.upper, str.lower, str.capitalize]
_LOOK_ALIKES = str.maketrans("aceopxy", "асеорху")


def draw_cell(dice: random.Random, language: str, kind: str) -> str:
    """Return one cell of a kind (`AGAINST` or `HARMLESS`) as somebody may type it."""
    rules = LANGUAGES[language]
    starts = [text.strip() for text in re.split(r"[|\n]", rules[kind]) if text.strip()]
    text = _expand(dice, rules, dice.choice(starts))
    return _typed(dice, " ".join(text.split()), misspells=kind == AGAINST)


def _expand(dice: random.Random, rules: dict[str, str], text: str) -> str:
    while match := _NAMES.search(text):
        choice = dice.choice(rules[match[1]].split("|"))
        text = text[: match.start()] + choice + text[match.end() :]
    return text


def _typed(dice: random.Random, text: str, *, misspells: bool) -> str:
    """Return the text in another case, without accents, or with a mistake, as people type."""
    text = dice.choice(_CASES)(text)
    if dice.random() < 0.15:
        text = re.sub(r"['’]", dice.choice(["", "’", "`"]), text)
    if dice.random() < 0.15:
        text = text.translate(str.maketrans("áéíóúàèìòùâêôãõçäöüñ", "aeiouaeiouaeoaocaoun"))
    if misspells and dice.random() < 0.08:
        text = text.translate(_LOOK_ALIKES)
    if misspells and dice.random() < 0.15:
        text = _misspell(dice, text)
    if dice.random() < 0.05:
        text = text.replace(" ", "  ")
    return text


def _misspell(dice: random.Random, text: str) -> str:
    """Drop, double or swap a letter inside one long word."""
    words = [*re.finditer(r"[^\W\d_]{7,}", text)]
    if not words:
        return text
    word = dice.choice(words)
    at = dice.randrange(word.start() + 1, word.end() - 1)
    kind = dice.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
