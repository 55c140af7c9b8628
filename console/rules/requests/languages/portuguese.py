"""Portuguese wordings that say not to call. `console.rules.requests.vocabulary` explains the signs."""

# ruff: noqa: E501 (a line is a template)

CLASSES = {
    "call": "ligar liga_r ligarem ligarmos liguem ligue ligues telefonar telefone_mais telefonem "
    "telefonarem contatar contactar contatem contactem contate contacte chamar chamem chame "
    "retornar_ligacao contatarem contactarem discar",
    "called": "contatado contactado contatada contactada chamado chamada incomodado incomodada "
    "importunado importunada perturbado perturbada",
    "speak": "falar saber mais",
    "bother": "incomodar incomodem incomode perturbar perturbem perturbe importunar",
    "calls": "ligacoes ligacao chamadas chamada telefonemas telefonema contato contatos contacto "
    "contactos telemarketing",
    "not": "nao nunca jamais nunca_mais nem ja_nao",
    "them": "me o a os as lhe lhes nos se para mais voltar_a voltem_a volte_a de deve devemos podem "
    "pode favor por_favor nunca jamais",
    "tail": "mais nunca de novo novamente outra vez nunca_mais para este numero aqui",
    "want": "quer querem quero deseja desejam desejo aceita aceitam aceito autoriza autorizam permite "
    "queria gosta_de gostaria_de consente",
    "stop": "parem pare parar para deixem deixe deixar cessem cessar chega basta paremos",
    "remove": "remover removam remova removido removida retirar retirem retire retirado retirada tirar "
    "tirem tire tirado tirada excluir excluam exclua excluido excluida apagar apaguem apague apagado "
    "eliminar eliminem elimine eliminado sair descadastrar descadastre deletar delete",
    "list": "lista listas cadastro base banco registro registo sistema banco_de_dados ficheiro mailing",
    "which": "a o as os da do das dos nossa nosso sua seu suas minha meu esta este de nome numero "
    "telefone cliente contatos contactos dados todas",
    "lawyer": "advogado advogada advogados",
}

HARMLESS = """
ainda nao {them}* {call}|ligamos|ligado|contatado|contactado|chamado|liguei
nao ligou|ligaram|liguei|ligamos|atende|atendeu|retornou|respondeu|devolveu de? volta?
nao esta|consta|aparece|cadastrado|inscrito no|na|cadastrado|inscrito|lista|em* nao_perturbe|nao_me_perturbe|lista_negra
nao ha|houve|tem|teve|recebeu|existe {calls}
nao esquecer|esqueca|esquecer_de|hesite|hesitar em|de? {call}?
nao pode|posso|podia|consegui|conseguiu|conseguimos|foi_possivel {call}|{called}
nao precisa|e_preciso {call}
nao incomoda|perturba
nao por|enviar|mandar email|emails|mail|mails|correio|sms
lista de? espera|precos
"""

CERTAIN = """
{not} {them}* {call} {tail}*
{not} {them}* voltar|volte|voltem|tornar a {call} {tail}*
{not} {want} que? {them}* {call} {tail}*
{not} {want} mais|receber|receber_mais|as|nenhuma|nossas|nenhum* {calls} {tail}*
{not} {want} mais? ser {called} {tail}*
{not} {want} mais? que nos? {them}* {bother}
nao ser {called}
nao mais {calls}|{call}
sem|nao|chega|nem mais|de* ligacoes|chamadas|telefonemas por_favor|comerciais|nunca
{stop} de|com {them}* {call} {tail}*
{stop} de|com as|estas|essas* {calls}
{remove} {which}* de|da|do|das|dos {which}* {list}
{remove} {which}* de|da|do|das|dos {which}* {calls}
nao_me perturbe
nao perturbe
"""

DOUBTFUL = """
{not} {them}* {bother} {tail}*
{not} {them}* entrar|entrem|entre em {calls}
{not} {them}* fazer|facam contato|contacto
exclusao|remocao|retirada da|de|do {list}
sem|nem|chega de? {calls}
nao ligacoes|chamadas|telefonemas
{not} {want} {speak} conosco|connosco|nada|por_telefone
{not} {want} mais? {calls}
{stop} de? {them}* {bother}
lista negra|de_bloqueio|de_exclusao
nao telefone
bloqueado|bloqueada|bloquear|bloqueio
processar|processo|processara|procon|anatel|denunciar|denuncia|queixa|lgpd
vai_nos processar|denunciar
{lawyer} {which}* mandou|escreveu|ligou|vai|enviou|disse|ameacou|notificou|carta
ameacou|ameaca|ameacas|ameacando
assedio|assediando
falecido|falecida|faleceu|morreu|obito|morto|morta
so_por|somente|apenas por|via|em? email|e|mail|escrito|correio|carta|whatsapp|sms
por|via email|e|mail|escrito|correio somente|apenas
{remove} {which}* numero|telefone|nome|dados|contato
{remove} de|da|do
pediu|pede|quer|deseja|solicitou|solicita para|a|ser|que|o* {remove}
oposicao|opoe|se_opoe a|as|ao|ligacoes|chamadas|contato
revogou|revoga|retirou|retira|negou|nega|sem o|a|seu* consentimento|autorizacao|permissao
recusa|recusou|rejeita|rejeitou todas|as|receber|qualquer|mais* {calls}
em paz
deixem|deixe|deixar me|o|a|nos* em_paz
cancelar|cancelamento cadastro|contato|inscricao
"""

ALONE = """
sem ligacoes, sem chamadas, nao perturbe
"""

MAYBE_ALONE = """
bloqueado, lista negra, nao incomodar, descadastrar, remover
"""

NEUTRAL = """
o a os as um uma do da de dos das e ou que se lhe me nos ele ela eles disse diz dizem pediu pede pedem
solicitou solicita quer queria por favor para cliente dono dona senhor senhora sr sra contato
proprietario pessoa irritado irritada bravo brava chateado chateada furioso furiosa nervoso zangado
grosseiro muito mais nunca novo novamente outra vez jamais atencao importante nota aviso hoje ontem
numero telefone este esta lead liguei falei falado ligacao com ao aqui desligou gritou exige exigiu
mandou definitivo educadamente voltar
"""

HOUR_LIMITS = "antes depois ate entre desde apos a as"
DAY_LIMITS = "as em na no nas nos de aos ao durante pela pelas"
OTHER_LIMITS = "salvo exceto se quando sem para"
HABITS = ""
HOURS = """
meio dia meiodia meia noite uma duas tres quatro cinco seis sete oito nove dez onze doze hora horas h
almoco jantar
"""
DAYS = """
segunda segundas terca tercas quarta quartas quinta quintas sexta sextas sabado sabados domingo
domingos feira feiras manha manhas tarde tardes noite noites fim fins semana feriados almoco
"""
PLACES = "trabalho escritorio servico horario"
ARTICLES = "o a os as de da do das dos e ou aos"
