"""English words that the rules of inflection do not reach: irregular verbs and plurals, and look-alikes.

An own list of common words in the news, in the spelling that folding gives them.
"""

from newsbell.core.match.inflection.tables import rows, words

_VERBS = (
    "arise arose arisen|awake awoke awoken|be am is are was were been being|bear bore borne born|beat beat "
    "beaten|become became become|begin began begun|bend bent|bet bet|bid bid bade|bind bound|bite bit "
    "bitten|bleed bled|blow blew blown|break broke broken|breed bred|bring brought|broadcast broadcast|build "
    "built|burn burned burnt|burst burst|buy bought|cast cast|catch caught|choose chose chosen|cling clung|come "
    "came|cost cost|creep crept|cut cut|deal dealt|dig dug|do does did done doing|draw drew drawn|dream dreamed "
    "dreamt|drink drank drunk|drive drove driven|dwell dwelt dwelled|eat ate eaten|fall fell fallen|feed fed|feel "
    "felt|fight fought|find found|flee fled|fling flung|fly flew flown|forbid forbade forbidden|forecast forecast "
    "forecasted|foresee foresaw foreseen|forget forgot forgotten|forgive forgave forgiven|forgo forwent "
    "forgone|freeze froze frozen|get got gotten|give gave given|go goes went gone going|grind ground|grow grew "
    "grown|hang hung hanged|have has had having|hear heard|hide hid hidden|hit hit|hold held|hurt hurt|keep "
    "kept|kneel knelt|know knew known|lay laid|lead led|lean leaned leant|leap leaped leapt|learn learned "
    "learnt|leave left|lend lent|let let|lie lied lain|light lit lighted|lose lost|make made|mean meant|meet "
    "met|mislead misled|mistake mistook mistaken|misunderstand misunderstood|offset offset|outbid outbid|outdo "
    "outdid outdone|outgrow outgrew outgrown|outsell outsold|overcome overcame|overhang overhung|override "
    "overrode overridden|oversee oversaw overseen|overtake overtook overtaken|overthrow overthrew overthrown|pay "
    "paid|plead pleaded pled|prove proved proven|put put|quit quit|read read|rebuild rebuilt|repay repaid|resell "
    "resold|reset reset|ride rode ridden|ring rang rung|rise rose risen|run ran|saw sawed sawn|say said|see saw "
    "seen|seek sought|sell sold|send sent|set set|sew sewed sewn|shake shook shaken|shed shed|shine shone "
    "shined|shoot shot|show showed shown|shrink shrank shrunk|shut shut|sing sang sung|sink sank sunk|sit "
    "sat|slay slew slain|sleep slept|slide slid|sling slung|smell smelled smelt|sneak sneaked snuck|sow sowed "
    "sown|speak spoke spoken|speed sped speeded|spell spelled spelt|spend spent|spill spilled spilt|spin "
    "spun|split split|spoil spoiled spoilt|spread spread|spring sprang sprung|stand stood|steal stole "
    "stolen|stick stuck|sting stung|stink stank stunk|strike struck stricken|string strung|strive strove "
    "striven|sublet sublet|swear swore sworn|sweep swept|swell swelled swollen|swim swam swum|swing swung|take "
    "took taken|teach taught|tear tore torn|tell told|think thought|thrive thrived throve thriven|throw threw "
    "thrown|thrust thrust|undercut undercut|undergo underwent undergone|understand understood|undertake undertook "
    "undertaken|underwrite underwrote underwritten|undo undid undone|unwind unwound|uphold upheld|upset "
    "upset|wake woke woken|wear wore worn|weave wove woven|weep wept|win won|wind wound|withdraw withdrew "
    "withdrawn|withhold withheld|withstand withstood|write wrote written"
)
_PLURALS = (
    "alumnus alumni|analysis analyses|appendix appendices appendixes|axis axes|bacterium bacteria|basis bases|bus "
    "buses busses|calf calves|child children|crisis crises|criterion criteria|curriculum curricula "
    "curriculums|diagnosis diagnoses|dwarf dwarves dwarfs|elf elves|emphasis emphases|foot feet|gas gases "
    "gasses|goose geese|half halves|hoof hooves|hypothesis hypotheses|index indices indexes|knife knives|leaf "
    "leaves|life lives|loaf loaves|louse lice|man men|matrix matrices|memorandum memoranda memorandums|mouse "
    "mice|nucleus nuclei|oasis oases|ox oxen|parenthesis parentheses|person people persons|phenomenon "
    "phenomena|prognosis prognoses|quiz quizzes|referendum referenda referendums|scarf scarves|self selves|shelf "
    "shelves|ski skis|spectrum spectra|stimulus stimuli|synthesis syntheses|taxi taxis|thesis theses|thief "
    "thieves|tooth teeth|vertex vertices|wharf wharves|wife wives|wolf wolves|woman women"
)
_NO_VERBS = "breath cloth human local moral past rang secret unit urban"
_UNBENDING = (
    "i me my we us our you your he him his she her it its they them their this that these those who whose what "
    "which a an the and or but nor not no so as at by for from in into of off on onto out over to up with than "
    "then there here now very may can could will would shall should might must if when while where how why all "
    "any some each every both few more most such only own same too just also always perhaps else yes news goods "
    "lens mars series species premises athletics economics electronics ethics logistics mathematics physics "
    "politics robotics dynamics evening something anything nothing everything during red bed shed sled ring king "
    "wing ceiling sterling boeing beijing wedding pudding herring lightning outing"
)


VERBS = {first: tuple(rest) for first, *rest in rows(_VERBS)}
"""Base form of an irregular verb to its other forms; -s and -ing are regular unless listed."""
PLURALS = {first: tuple(rest) for first, *rest in rows(_PLURALS)}
"""Singular to irregular plurals."""
NO_VERBS = words(_NO_VERBS)
"""Words that are no verbs, whose -ed and -ing would be another word (`unit`, `united`)."""
UNBENDING = words(_UNBENDING)
"""Words that have no other forms, though they look as if they had (`news`, `us`, `evening`)."""
IN_I_AND_U = words("alibi bikini emu guru khaki menu rabbi safari semi tsunami wifi")
"""Words whose plural looks like a word in -is or -us that has none."""
