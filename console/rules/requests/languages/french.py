"""French wordings that say not to call. `console.rules.requests.vocabulary` explains the signs."""

# ruff: noqa: E501 (a line is a template)

CLASSES = {
    "call": "appeler rappeler contacter recontacter telephoner demarcher joindre solliciter "
    "relancer appele rappele contacte appelee rappelee contactee demarche lappeler rappelez "
    "mappeler",
    "you_call": "appelez rappelez contactez telephonez demarchez appeles appelle appelons rappelle "
    "nappelez mappelez napelez sollicitez",
    "called": "appele appelee appeles rappele rappelee contacte contactee demarche demarchee "
    "recontacte recontactee sollicite sollicitee joint appelle",
    "bother": "deranger derange derangee derangez importuner importune importunee embeter harceler "
    "ennuyer",
    "calls": "appel appels dappel dappels demarchage demarchages prospection "
    "sollicitation sollicitations coup_de_fil coups_de_fil contact contacts",
    "never": "pas plus jamais pas_ou_plus plus_jamais surtout_pas surtout_plus absolument_pas",
    "them": "l le la les me m nous lui vous leur svp surtout plus jamais du tout tout",
    "tail": "plus jamais ici chez nous ce numero a svp merci",
    "want": "veut veulent souhaite souhaitent desire desirent accepte acceptent voulait souhaitait "
    "veux tient_a voudrait",
    "remove": "retirer retire retiree retirez supprimer supprime supprimee supprimez enlever enleve "
    "enlevee enlevez rayer raye rayee rayez radier radie effacer efface effacez oter sortir sorti "
    "desinscrire desinscrit desinscrite exclure exclu ote eliminer",
    "list": "liste listes listing fichier fichiers base bases registre repertoire",
    "which": "moi la les le l notre nos vos votre ma mon sa son de des du cette ce toutes nom numero d "
    "contacts coordonnees client",
    "lawyer": "avocat avocate avocats huissier",
}

HARMLESS = """
n|na a|ont|avons|ai|est|a_t_il? {never} encore? {called}|repondu|decroche
pas|jamais encore|ete {called}
pas {called}
ne {them}* {never} oublier|hesiter|hesitez d|de|a* {call}?
n hesitez|oubliez pas a|de|d* {call}|{calls}?
pas|plus|jamais de|d reponse|repondeur|portable
pas|non|jamais inscrit|sur|dans|en|liste|chez|a* bloctel|robinson
pas de? {calls} encore|recu|emis|en_cours
plus de details|renseignements|temps
ne peut|pouvait|peux|pouvons|a_pas_pu {never} {call}
pas|plus de|d|par* mail|mails|email|courrier|sms
pas rouge
liste des? prix|d_attente|attente
"""

CERTAIN = """
ne|n {never} {them}* {call} {tail}*
ne|n|nous {them}* {you_call} {never} {tail}*
{you_call} plus|jamais {tail}*
ne|n {them}* {want} {never} {them}* etre|d_etre|detre {never}? {called} {tail}*
ne|n {them}* {want} {never} qu|que on|l|le|la|les|nous|vous* {call}|{you_call} {tail}*
ne|n {them}* {want} {never} de|d|recevoir|aucun|des|nos* {calls} {tail}*
ne|n {never} {them}* {want} {them}* {called}|{calls}
ne {never} etre {called} {tail}*
ne|n {them}* {want} {never} etre|d_etre|detre|qu_on|que_l_on? {never}? {them}* {bother} au_telephone|par_telephone?
arretez|arreter|cessez|cesser|arrete_de|stop|stopper d|de|l|le|la|les|m|me|vos|ces|tous|tout* {call}|{calls}
plus d|de|aucun* {calls} svp|merci?
{remove} {which}* de|des|du|d {which}* {list}
{remove} {which}* des|de|d|du {which}* {calls}
plus {call}
"""

DOUBTFUL = """
ne|n {never} {them}* {bother}
{bother} {never}
pas|aucun|sans|refus|stop|non|zero de|d|des|du|tout|au|aux|le|la|plus* {calls}
refuse|refusent|refusait qu|que on|nous|le|la|l|les|me* {call}|{called}|{you_call}
refuse|refusent|refusait d|de|tout|toute|les|le|etre|detre|nos|plus* {called}|{calls}|{call}|{you_call}|parler
bloctel
liste noire|rouge|orange|robinson|d_opposition|rouge_bloctel
oppose|opposition|soppose a|au|aux|la|toute|tout|d|l* {calls}|demarchage|prospection|{called}|utilisation
droit d_opposition|d_effacement|a_l_oubli|d_acces
porter|porte|depose|deposer|depot|portera|deposera de? plainte
plainte
poursuite|poursuites|poursuivre|proces|harcelement|harcele|cnil|dgccrf|rgpd
{lawyer} {which}* a|va|ecrit|nous|menace|appelle|envoie|courrier|dit|mise
menace|menaces|menacee|menacant
mise en demeure
decede|decedee|deces|defunt|defunte
est|il_est|elle_est mort|morte
par|uniquement|seulement|que|en mail|e|email|courriel|courrier|ecrit|sms uniquement|seulement|exclusivement
uniquement|seulement|exclusivement par mail|email|courriel|courrier|ecrit|sms
mail|email|courrier|sms uniquement|seulement
laisse|laissez|laisser|laissent moi|le|la|les|nous* tranquille|en_paz|en_paix
tranquille
desinscrire|desinscrit|desinscription|desabonner|desabonne
{remove} {which}* numero|coordonnees|donnees|nom|contact
{remove} de|des|du|svp
blackliste|blacklister|blacklistee
retire|retrait|revoque|retrait_du|sans le|son|du|de* consentement
n {never} consenti|autorise
interdit|interdiction de|d|l|le|la* {call}|{calls}
ne|n {never} {them}* parler
veut|veux|demande|demander|a_demande|souhaite|voudrait a|d|de|qu|que|on|nous|le* stopper|arrete|arretions|cesse|stop|{remove}
"""

ALONE = """
stop, pas d appel, pas d appels, stop appels, aucun appel, ne pas deranger
"""

MAYBE_ALONE = """
refus, desinscrire, supprimer, opposition, liste noire, bloctel
"""

NEUTRAL = """
le la les l un une de des du d a au aux et ou il elle ils elles on nous vous je que qu qui dit dire
disent demande demander demandent a_demande demandant souhaite veut voulait svp merci client cliente
monsieur madame mr mme dame proprietaire contact personne fache fachee enerve enervee mecontent
mecontente furieux furieuse agressif desagreable malpoli impoli tres plus jamais encore ce cette
numero telephone ici chez note attention important urgent aujourd hui hier appele rappele parle vu eu
par tel lead raccroche insiste ete est c s y en son sa ses definitivement surtout bien poliment
"""

HOUR_LIMITS = "avant apres jusqu jusque entre depuis des passe"
DAY_LIMITS = "le les en pendant durant au a aux la de"
OTHER_LIMITS = "sauf si quand sans pour"
HABITS = ""
HOURS = """
midi minuit une deux trois quatre cinq six sept huit neuf dix onze douze heure heures h dejeuner diner
repas demie
"""
DAYS = """
lundi lundis mardi mardis mercredi mercredis jeudi jeudis vendredi vendredis samedi samedis dimanche
dimanches matin matins matinee soir soirs soiree midi midis week end weekend weekends semaine journee
apresmidi
"""
PLACES = "travail bureau boulot"
ARTICLES = "le la les l d de du des a et ou son heures heure"
