"""Spanish wordings that say not to call. `console.rules.requests.vocabulary` explains the signs."""

# ruff: noqa: E501 (a line is a template)

CLASSES = {
    "call": "llamar llamarle llamarles llamarlo llamarla llamarlos llamarme llamarnos llame llamen "
    "llames llamemos llamad contactar contactarle contactarlo contactarla contactarme contacte "
    "contacten contactemos telefonear telefonar telefonee telefoneen telefonearle marcar marquen marcarle "
    "rellamar",
    "called": "llamado llamada llamados contactado contactada contactados molestado molestada",
    "speak": "hablar saber nada",
    "bother": "molestar molestarle molestarlo molestarla molestarme moleste molesten molestemos",
    "calls": "publicidad llamadas llamada llamadas_comerciales contacto telemarketing publicidad_telefonica",
    "not": "no nunca jamas ya_no nunca_mas jamas_se no_se tampoco",
    "them": "me le la lo les nos los las se te os debe debemos deben deberia puede puedes por_favor "
    "nunca jamas mas_de mas por",
    "tail": "mas nunca otra vez jamas de nuevo nunca_mas por_favor a este numero telefono aqui",
    "want": "quiere quieren quiero desea desean deseo acepta aceptan acepto autoriza autorizan "
    "autorizo permite permiten consiente admite quiso queria gusta le_gusta les_gusta le_gustan "
    "esta_de_acuerdo_con",
    "stop": "dejar dejen deje dejemos dejad deja dejes parar paren pare para cesar cesen basta",
    "remove": "quitar quitarlo quitarlos quitarla quitarle quitarme quitarnos quite quiten quitemos quita "
    "eliminar eliminarlo eliminarlos eliminarla eliminarle eliminarme elimine eliminen eliminemos borrar "
    "borrarlo borrarlos borrarla borrarle borrarme borre borren borremos sacar sacarlo sacarlos sacarla sacarle sacarme "
    "saque saquen saquemos retirar retirarlo retirarlos retirarla retirarle retirarme retire retiren retiremos "
    "remover excluir excluirlo excluya excluyan suprimir dar_de_baja darlo_de_baja darle_de_baja "
    "darme_de_baja borrado borrada eliminado eliminada quitado quitada retirado retirada excluido "
    "excluida darse_de_baja demos_de_baja den_de_baja",
    "list": "lista listas listado listados base base_de_datos bbdd registro registros sistema fichero "
    "ficheros archivo",
    "which": "la las los el su sus tu tus nuestra nuestro nuestras esta este vuestra de datos todas "
    "nombre numero telefono cliente",
    "lawyer": "abogado abogada abogados",
}

HARMLESS = """
no|nunca {them}* llame|llamado|llamada aun|todavia
todavia|aun no {them}* llamado|llame|contactado
no|nunca contesta|contesto|devolvio|responde|atiende la|a|las* {calls}
no|nunca hay|hubo|tiene|recibio|consta|existe {calls}
no esta|figura|aparece|inscrito|en en|la|inscrito* lista? robinson|negra
no robinson
no molesta|moleste|me_molesta|es_molestia
no olvidar|olvides|olvide|dude|dudes|dudar en|de|que|la|le* {call}|{calls}?
no puede|pudo|pude|puedo|podemos|pudimos|logre|logro|consegui {them}* {call}
no llamo|llamaron|llamamos|llamaba
no hace_falta|es_necesario {call}
no por|enviar|mandar|quiere correo|correos|email|emails
lista de? espera|precios|correo
baja por|medica|laboral
"""

CERTAIN = """
{not} {them}* {call} {tail}*
{not} {them}* volver|vuelva|vuelvan|volvamos|vuelvas a {call} {tail}*
{not} {want} que? {them}* {call} {tail}*
{not} {want} mas|recibir|recibir_mas|ninguna|las|ninguna_de|ni* {calls} {tail}*
{not} {want} ser {called} {tail}*
{not} {want} que nadie? {them}* {bother} {tail}*
no ser {called}
no|sin mas {calls}
no|ninguna {calls} por_favor|comerciales|publicitarias|nunca|jamas
{stop} de {them}* {call}
{stop} de? {calls}
{remove} {which}* de|del {which}* {list}
{remove} {which}* de|del {which}* {calls}
lista de_no_llamar|no_llamar
que {them}* {remove}
"""

DOUBTFUL = """
{not} {them}* {bother} {tail}*
{not} {want} {speak} con|de|nosotros|por_telefono*
no|sin {calls}
no telefono|telefonos|telefonicamente
{stop} de? {bother}
lista robinson|negra|roja|de_exclusion
robinson
listas robinson
bloqueado|bloqueada|bloquear
pide|pidio|solicita|solicito|quiere|desea|exige la? baja
dar|dado|dada|darse|darlo|darle|demos|den|de de_baja|baja
baja del|de|en la|las|nuestra? {list}|{calls}|base|servicio
{remove} su|mi|el|mis|sus numero|telefono|datos|nombre
{remove} del|de|por_favor {list}?
demanda|demandar|demandara|demandarnos|denuncia|denunciar|denunciara|denunciarnos|querella
{lawyer} {which}* escribio|escribe|nos|llamo|llama|envio|envia|dice|dijo|amenaza|contactara|carta
amenaza|amenazo|amenaza_con
acoso|acosando|hostigamiento
fallecido|fallecida|fallecio|difunto|difunta|defuncion|murio
ha|esta|habia muerto|muerta
solo|solamente|unicamente|prefiere por? correo|email|e|mail|escrito|carta|whatsapp|sms unicamente|solo?
por correo|email|escrito|mail solo|solamente|unicamente
se opone|opuso
oposicion a|al|de llamadas|recibir|tratamiento|contacto|uso|publicidad
derecho de|al oposicion|supresion|olvido|cancelacion
rechaza|rechazo|rehusa todas|las|toda|cualquier|recibir|mas|ser* {calls}|{called}
revoca|revoco|retira|retiro|revocado|retirado el|su* consentimiento|permiso|autorizacion
sin consentimiento|permiso
en paz
rgpd|lopd|gdpr|profeco|repep|aepd
molesto por|con la|las|tantas* {calls}
"""

ALONE = """
no llamadas, sin llamadas, no molestar
"""

MAYBE_ALONE = """
baja, borrar, dar de baja, bloqueado, lista negra, robinson
"""

NEUTRAL = """
el la los las un una lo le les se su me nos que y o a al de del dice dijo dicen pide pidio piden
solicita solicito solicitud quiere queria por favor cliente clienta dueno duena senor senora sr sra
propietario contacto persona interesado enfadado enfadada enojado enojada molesto molesta furioso
grosero grosera muy mas nunca otra vez otra_vez jamas nuevo ya ojo atencion importante nota aviso hoy
ayer numero telefono este esta verbal escrito lead llame llamado hable hablado hablamos llamada
amablemente nadie aqui nosotros colgo grito insiste insistio exige expresamente definitivo
"""

HOUR_LIMITS = "antes despues hasta entre desde a pasadas"
DAY_LIMITS = "en por al durante el los las la de"
OTHER_LIMITS = "salvo excepto si cuando sin para"
HABITS = ""
HOURS = """
mediodia medianoche una dos tres cuatro cinco seis siete ocho nueve diez once doce hora horas media
comida cena siesta h am pm
"""
DAYS = """
lunes martes miercoles jueves viernes sabado sabados domingo domingos manana mananas tarde tardes
noche noches fin semana fines findes festivos finde mediodia
"""
PLACES = "trabajo oficina laboral laborables horario comidas"
ARTICLES = "el la los las de del al y o a ni su"
