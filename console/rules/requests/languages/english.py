"""English wordings that say not to call. `console.rules.requests.vocabulary` explains the signs."""

# ruff: noqa: E501 (a line is a template)

CLASSES = {
    "call": "call cal calll acll clal phone telephone ring dial contact recontact recall solicit coldcall callback",
    "speak": "talk speak hear reach reach_out follow_up message approach visit market mktg marketing "
    "promotions pursue "
    "prospect knock",
    "calling": "calling phoning telephoning ringing dialing dialling contacting soliciting",
    "calls": "call calls callbacks phonecalls contact contacts telemarketing communication "
    "communications solicitation "
    "solicitations solicitors soliciting telemarketers",
    "called": "called phoned telephoned rung dialed dialled contacted solicited recontacted",
    "bother": "bother disturb harass pester hassle annoy",
    "bothered": "bothered disturbed harassed pestered hassled annoyed approached marketed",
    "bothering": "bothering disturbing harassing pestering hassling annoying",
    "whom": "me him her us them you anyone anybody customer client wife husband mother father "
    "family household people these those this that the lady guy man woman number numbers phone "
    "line here home house office there name info details contact record lead my his our their "
    "your mine all every",
    "fill": "please pls plz kindly just ever again to further under any circumstances of also "
    "even really simply should we you they attempt try trying cold sales direct",
    "tail": "again anymore any more back ever please pls at_this at_that at_my at_the on_this on_my "
    "for_any at_all {whom}",
    "sort": "more further cold sales marketing phone telephone solicitation unsolicited business "
    "future additional other any calls such robo spam your our such contact kind of telephonic",
    "want": "want wanna wants wanted wish wishes wished like likes need needs desire desires willing "
    "care wanting agree agrees consent consents accept accepts take takes receive receiving "
    "appreciate appreciates welcome",
    "wanted": "want wants wanted ask asks asked asking request requests requested requesting wish "
    "wishes like demand demands demanded begged says said",
    "not": "do_not does_not did_not not not_be dont doesnt didnt never no_longer wont will_not donot",
    "dont": "dont donot dnot do_nto do_not do_no do_nt never do_never please_not not_to to_not to_never must_not mustnt "
    "should_not shouldnt cannot_ever may_not shall_not not_ever pls_not dnt",
    "remove": "remove rmv rmvd rem remv removed removing take taken taking delete deleted scratch scratched strike "
    "struck stricken get cross crossed drop dropped pull pulled exclude excluded erase erased kick "
    "purge purged scrub",
    "off": "off from of out_of",
    "list": "list lists database databases system registry roster",
    "dnc": "dnc dncd dncs idnc sdnc dncx dncl dncr dncc donotcall dontcall dnd ndnc fdnc",
    "stop": "stop stops stopped ceased quit cease end discontinue halt refrain_from",
    "lawyer": "lawyer lawyers attorney attorneys solicitor counsel",
    "sue": "sue sues suing lawsuit litigation litigate",
    "threat": "threat threats threatened threaten threatens threatening",
}

HARMLESS = """
not|no|non|isnt|wasnt|arent on|listed|in|the|our|any|national|state|federal|internal|a|yet* {dnc} list|lists|registry|registered|request|requests?
not on|in any|a|the|our|your do_not_call list|registry?
not listed|registered|found|on|in|the|any* do_not_call list|registry?
{dnc} clean|clear|cleared|checked|check|scrubbed|scrub|free|no|n|false|0|none|negative|ok|okay|safe|washed
do_not_call clean|clear|cleared|checked|check|scrubbed|no|n|false|0|none
scrubbed|checked|washed|cleaned|screened|run|clear|cleared|clean against|for|vs|through|of|from|by|on|the|national|state|federal|and|all* {dnc} list|registry|registries?
did|does|do_they not|never have|yet|even|actually? {call}|return|answer|pick {whom}? back
didnt|havent|hasnt|hadnt|couldnt|cant|cannot|wasnt|isnt|not_yet yet|been|be|able|to|get|reach|even|really|actually* {call}|{called}
did_not|have_not|has_not|had_not|could_not|can_not|was_not|not_yet|not_been yet|been|be|able|to|even|really|actually* {call}|{called}
{dont} forget|hesitate|hestitate|mind|be_afraid|be_shy|miss|fail to|a|the|my? {call}|{calling}|{called}|calls?
wont|will_not forget|mind|hesitate|answer
doesnt|does_not|do_not|dont|didnt|did_not mind {called}|{calling}|calls|being|a|our|your|the|us|if|cold*
never|not yet|been|previously|even* {called}
never a bad|wrong time to? {call}?
never {called}|calls|contacts|phones|rings us|me|back*
not {called} yet|since|before|today|recently|back?
not a|the|an|our {call} center|centre|back?
not {calling} before|until|after
no {call} returned|yet|back_yet|made|logged|today|received|needed|necessary
no {calls} yet|returned|made|logged|today|received|recorded|history|so_far
no {call} back|center|centre|log|notes|history|recording
no need to {call}|{called}
no longer|more {call} center|centre
do_not_disturb sign
not|no on|in|the* tps|ctps
tps|ctps clean|clear|checked|no|n
{wanted} to|us|me|him|her* stop by|in|over|smoking|drinking|working|using
stop by|in|at|over|light|sign|work|smoking|working|drinking
{stop} smoking|working|drinking|his|her|using|selling
dont know|like|have|need|think|care who|what|whom|when|why|where|if
opt|opted|opts|opting for|in|into
died down|out|off
opt|opted|opts|unsubscribed|unsubscribe|unsubscribes|removed|remove|unsub out|of|from|to|by|the|our|all|any|your* email|emails|e|newsletter|newsletters|mail|mails|mailing|mailings|text|texts|texting|sms|fax|faxes|marketing_emails list|lists?
do_not|dont|no_more|stop|not want|wants|to? email|mail|text|fax|texting|mailing|texts|emailing
off the list price
opt 0|1|2|3|4|5|6|7|8|9
"""

CERTAIN = """
{dnc} list|lists|registry|request|requested|req|reqd|requests|requester|lead|lead_list?
do_not {call} list|registry|request|requested
{dont} {fill}* {call} {tail}*
{dont} {fill}* be|get|being {called} {tail}*
{not} {want} to|be|being|get|us|a|the|from|you|u|anyone|take|receive|{sort}* {called}|{calls}|{calling}|{call} {tail}*
not to|be|want|wants|wanting|wish* {called} {tail}*
not {call} again|anymore|any|ever|back|him|her|them {tail}*
not|nor permit|permitted|allow|allowed|allowing to|be|us|any|a|the|more|further|other|phone|sales|cold* {called}|{calls}|{calling}|{call} {tail}*
no more|further|future|additional {sort}* {calls} {tail}*
no {sort}* calls please|pls|ever|whatsoever|anymore|allowed|wanted|at_all
no cold|sales|marketing|solicitation|telemarketing|unsolicited {sort}* calls
{stop} {fill}* all|the|these|with|your|our|any|cold|sales|making|phone* {calling}|calls {tail}*
{stop} call
{stop} {bothering} {whom}?
{dont} {fill}* {bother} {whom}?
{remove} {whom}* {off} {fill}* the|this|that|our|your|my|all|any|every|more|call|calls|calling|caller|phone|phoning|marketing|contact|contacts|dialing|dialer|sales|lead|leads|telemarketing|callback|their|entire|whole* {list}
remove|removed|rmv|take|taken {whom}* off|from the|our|your|any* calling|calls|call|callback|contacts
remove|removed|rmv|delete|unsubscribe me off?
off|from the|our|your|this|all|call|calling|any* list|lists please|pls|now|immediately
{wanted} to|be|me|him|her|them* off|removed|deleted from|of|the|our|your|all|this|any|call|calling|caller* list|lists|database
{wanted} to_be|to_get removed|deleted
remove|delete|erase|rmv|scratch my|his|her|this|the|our phone|cell|mobile|home|contact? number|numbers|info|information|name|data
lose|delete|forget my|this|his|her|the|our phone|cell|mobile? number
cease and? desist
c and d
opt|opted|opts|opting|optout out? of|from|all|any|further|our|the|future* {calls}|calling|telemarketing|phone|everything|contact
unsubscribe|unsubscribed from|all|phone|our|the* {calls}|calling|telemarketing
"""

DOUBTFUL = """
{dnc}
{dont} {fill}* {speak}
{not} {want} to|any|a* {speak}|contact|solicitors|telemarketers
{not} {want} to|be|being|get|any|a|to_be* {bothered}|reached|talked
{dont} {fill}* be|get {bothered}
{dont} {fill}* {whom}* {call}
never {whom} {call}
no contact|contacts please|pls|ever|allowed|wanted|whatsoever|again
wants|want|wanted|requests|requested|wishes no {sort}* {calls}
no calls|telemarketing|telemarketers|soliciting|solicitation|solicitations|solicitors please|pls|ever|at_all?
no {sort} {sort}* calls|telemarketing|telemarketers|soliciting|solicitation|solicitors
no {fill}* phone|telephone|phone_calls|phonecalls
not|never wanting|accepting|taking|interested_in|open_to|receptive_to any|more|sales|phone|cold|further|our|your|to* calls|calling
refuses|refused|refuse|rejects|declines|declined all|to|our|take|receive|{sort}* calls|contact|call|{called}|solicitation|solicitations|solicitors|telemarketing
{remove} {whom}* {off} {fill}* the|this|our|your|my|all|any|mailing|mail|email* list|lists|database
remove|removed|rmv|delete|deleted|erase {whom} off|from
wants|want|wanted|asked|asks|put|get|got off the|our|your|this|my|all|any|call|calling* list|lists|system
take|takes|taken {whom} {whom}* off
remove|delete|unsubscribe please|pls|me|him|her|them|number|lead|asap|immediately|now|contact
asked|asks|told|tells|ordered|begged|begs|demands|demanded|requested us|me|we|you|agent|that|nicely|repeatedly|politely|to* stop|quit|cease
wants|wanted us|me|you to stop|quit|cease
please|pls|plz|just|told_us_to|told_me_to|said|says stop|quit
stop|stops|stopped {call}
blacklist|blacklisted|blocklist|blocklisted|blackballed
finished elsewhere
black|block list|listed
blocked|blocks our|us|my|number|calls
opt|opted|opts|opting|optout|optedout out?
unsubscribe|unsubscribed|unsubscribes
suppress|suppressed|suppression
litigator|litigators|litigious
{lawyer} {whom}* said|says|will|wrote|sent|letter|letters|contacted|called|calling|involved|threat|threatens|threatened|demand|demands|demanded|send|writes|sending|notice
{threat} to|of|with|us|me|legal|a|his|her|by|get|call|report* {sue}|legal|{lawyer}|action|police|report|court|complain|complaint|proceedings|ftc|fcc|ag
will|would|gonna|going_to|can|could|wants_to|plans_to|to be|have|like|get|file|a|us* sue|suing|lawsuit|litigate
sue|sues|suing|sued us|you|me|if|company|for
leave {whom}* alone
legal|court action|actions|proceedings|threat|threats
report|reports|reported|reporting|complain|complained|complaint|complaints us|me|you|this|to|with|about|the|a|filed|file|against|for* ftc|fcc|ag|police|attorney_general|bbb|tps|ico|ofcom|calls|calling|authorities|harassment|acma|crtc
harassment|harassing|harassed
{call} never|no_more again?
{call}|contact his|her|their|my|the|through|only|via* {lawyer} only?
come|comes|get off {fill}* the|this|that|our|your|my|call|calling|all* {list}
removal request|requests|requested
requested|requests|request|wants|demands removal
delete|erase|wipe all|any|of|please* my|his|her|their data|info|information|details
{not} {want} us|you|me|anyone|people|agents* {bothering}
hates|hate|dislikes|detests|despises all|our|these|any|cold|sales|phone* telemarketers|telemarketing|calls|called
angry|mad|upset|furious|annoyed that? we|i|you called|call|calling|keep_calling|phoned
times|time to? be taken_off|removed
request|requests|requested|demand|demands to stop|cease|quit
represented by {lawyer}|a_lawyer|an_attorney
restraining order
{stop} all? contact|contacts|communication|communications
no|dont_want {sort}* marketing|mktg|promotions
dnm|unsub|unsubbed|tps|ctps
{dont} return|place|make|accept any|more|further|a|his|her|my|this* {calls}
{dont} leave|send|mail|email|text any|a|voicemail|voicemails|message|messages|vm|email|emails|text|texts|mail* or|nor|and {call}|{calls}
cant|cannot|can_not|may_not {call}|be|{whom}* {called}|{call} {whom}* anymore|again|ever|any_more
no|without|lack|lacks|lacking|have|has|had any|our|prior|a|no|not|the* consent|permission|authorization to? {call}|{calls}|{called}
do_not|dont have|got consent|permission to? {call}|{calls}
will|would|shell|hell|theyll|ill|theyd|going_to|gonna report|sue|complain|block us|me|you|a|this|complaint|it|number*
tcpa|tcpa_violation
deceased|decd|passed_away|died|widow|widowed|has_died|late_husband_died
is|was|are|contact|owner|customer|client|husband|wife|he|she|now dead
he|she|hes|shes|contact|customer|person dead
passed last|in|this|yesterday week|month|year|night|may|june?
email|e|mail|text|texts|sms|letter|post|writing|written mail? only
only by|via|through|per|contact_by|contact_via|reach_by email|e_mail|mail|text|sms|letter|post|writing|written
prefers|prefer|wants|contact by|via|only|to_be_contacted|contact* email|e_mail|mail|text|writing only
no_call list|please|pls|request|requested|again|ever|anymore|flag
nocall list|please|pls|request|requested|flag
on|to|our|the|a|national|state|internal|federal|company* do_not_call|no_call|suppression|tps|ctps|remove|removal list|registry|register
consent|permission withdrawn|revoked|rescinded|denied|refused|removed|retracted
revoked|revokes|withdrew|withdraws|withdrawn|rescinded|rescinds|denies|denied|refused|refuses|no|without his|her|their|the|our|all|any|prior|written|express* consent|permission
scam|scammer|scammers|spam|spammers complaint|report|reported
privacy|gdpr|ccpa request|requests|complaint|erasure|deletion|opt_out
right to_be_forgotten|to_erasure|to_object
objects|objected|objection to|against our|the|any|being|all|direct|further* calls|calling|contact|marketing|{called}
"""

ALONE = """
stop, no calls, opt out, opted out, optout, off list, remove me, removed from list, take me off,
no call list, suppressed, remove from list, stop calls, opted out of calls
"""

MAYBE_ALONE = """
remove, take off, unsubscribe, do not disturb, dead, rip, no call please, said remove, says remove,
nocall, nocalls, nocontact, stop list, stoplist, erase me, professional plaintiff, cease
"""

NEUTRAL = """
please pls plz kindly said says say told tells asked ask asks asking requested request requests req
wants want wanted insisted insists demanded demands stated states claims yelled yelling shouted
screamed screaming swore swearing cursed cussed hung up hangup angry hostile rude upset mad irate
furious pissed annoyed unhappy abusive aggressive nasty mean polite not_happy very extremely really
so he she they his her him them we us me my mine our your you the this that these those it its i im
to be been being is was were are has have had hv a an and or also again ever anymore any more never_
back number numbers phone cell home line here customer cust client lead caller prospect owner lady
man woman person guy gentleman homeowner contact party rep agent manager spoke talked called rang
answered verbal verbally written manual manually internal company added add adding put on onto list
lists lost ni closed hard firm definite definitely important note notes nb attention warning alert
today yesterday now immediately asap permanently permanent forever future status reason via by w
with at all level mr mrs ms sir per_law calls call calling marketing sales cold will sue due
"""

HOUR_LIMITS = "before after until till between by past from b4"
DAY_LIMITS = "on at in during around"
OTHER_LIMITS = "unless except if when while for without"
HOURS = """
noon midday midnight lunch lunchtime breakfast dinner dinnertime supper one two three four five six
seven eight nine ten eleven twelve half quarter am pm a.m p.m oclock o clock est cst pst eastern dark
"""
HABITS = """
mornings evenings afternoons nights weekends weekdays mondays tuesdays wednesdays thursdays fridays
saturdays sundays holidays daytime
"""
DAYS = """
morning evening afternoon night weekend weekday monday tuesday wednesday thursday friday saturday
sunday mon tue tues wed thu thur thurs fri sat sun holiday early
"""
PLACES = "work school church job hours"
ARTICLES = "the a an his her their my our business office and or to me him"
