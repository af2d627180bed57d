"""The words by which a stage remark in round brackets is known, in five languages.

Only words that are hardly ever spoken within a parenthesis: "break" or "music" are not here.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without marks and numbers."""
    return _WORD.findall(text.lower())


SOUNDS_AND_GESTURES = frozenset(
    words_of("""
    applause breathes breathing chuckle chuckles chuckling coughs coughing cries crying crosstalk
    exhales exhaling gasps giggle giggles giggling grins grinning grunts hesitates hiccups hums
    inaudible indistinct inhales interrupting interrupts laugh laughs laughing laughter loudly
    mumbles mumbling murmurs mutters nods nodding nonverbal overlapping pause pauses pausing
    phonetic quietly scoffs shrugs shrugging sigh sighs sighing silence silent smiles smiling smirks
    sneezes sniffs sniffles snorts sobs sobbing softly stammers stutters tearful tearfully tears
    unclear unintelligible weeping weeps whispers whispering yawns yawning
    atmet ausatmen einatmen flüstert flüsternd gähnt gelächter grinst grinsend hustet husten lacht
    lachen lachend lächelt lächelnd leise murmelt nickt nickend pausiert räuspert schluchzt
    schmunzelt schnieft schweigen schweigt seufzen seufzend seufzt stille tränen unverständlich
    weint weinend weinen zögert
    annuisce bisbiglia borbotta incomprensibile inudibile pausa piange piangendo pianto
    ridacchia ridendo ridono risata risate risatina sbadiglia sbuffa silenzio singhiozza sorride
    sorridendo sospira sospiro sottovoce sussurra tossisce
    acquiesce bâille chuchote hésite incompréhensible larmes murmure pleure pleurs renifle riant
    rient rire rires rit sanglote sanglots soupir soupire soupirs sourire sourit tousse
    asiente bosteza carraspea ininteligible llanto llora llorando ríe riendo risa risas silencio
    solloza sollozo sonríe sonriendo suspira suspiro susurra titubea tose
    """)
)
"""Mark a remark as its first word, or anywhere among three words."""

ACTIONS = frozenset(
    words_of("""
    begins blows clears closes drinks drops folds gestures gets gives hands holds imitates leans
    lifts lowers moves nods opens picks plays points puts raises reads rubs rolls shakes shows sips
    sits stands stares stops swallows takes taps touches turns waits walks wipes works writes
    beginnt deutet greift hält holt legt lehnt nimmt öffnet reicht schaut schließt schlägt schreibt
    schüttelt setzt sieht steht stellt streicht trinkt wartet wischt zeigt zuckt
    alza apre appoggia asciuga aspetta beve chiude guarda imita indica mette mostra prende ride
    scrive scuote siede tocca
    attend boit essuie ferme fronce hausse hoche imite lève montre ouvre prend regarde respire
    secoue touche
    abre bebe cierra encoge enseña escribe espera imita levanta mira muestra niega señala sienta
    toma
    """)
)
"""Mark a remark as its first word only: verbs without a subject, as in "(touches the chest)"."""

MANNERS = frozenset(
    words_of("""
    long longer short brief both slight slightly a
    lange längere kurze kurzes beide lunga lungo breve entrambi longue long brève tous larga largo
    ambos sich se s
    """)
)
"""May stand before the first word: "(long pause)", "(räuspert sich)"."""

FIRST_PERSON = frozenset(
    words_of("""
    i me my mine myself we our us ours
    ich mich mir mein meine meinen meinem meiner wir uns unser unsere
    io mio mia miei mie noi nostro nostra
    je moi mon mes nous notre nos
    yo mí mis nosotros nuestra nuestro
    """)
)
"""Make it speech: transcribers do not speak of themselves."""

ARTICLES = frozenset(
    words_of("""
    a an the my your his her its our their this that these those
    der die das den dem des ein eine einen einem einer mein meine dein deine sein seine ihr ihre
    il lo la i gli le un uno una mio mia suo sua questo questa
    un une le la les des mon ma mes son sa ses ce cette
    un una el la los las mi mis su sus este esta
    """)
)
"""Before a square bracket they show that a word follows: "he's a [orthodontist]"."""

REMOVED = re.compile(
    r"(?:(?:first|last|sur|vor|nach)?[ -]?(?:name|names|nom|nome|nombre)|person|place|city|town"
    r"|country|street|address|date|number|phone|email|age|hospital|clinic|school|company|employer"
    r"|university|redacted|removed|anonymi[sz]ed|ort|stadt|datum|firma|klinik|città|luogo|data"
    r"|azienda|ville|lieu|entreprise|ciudad|lugar|fecha|empresa)(?:[ _-]?(?:\d{1,3}|[a-z]))?"
    r"|…|\.\.\."
)
"""Stand, in lower case and square brackets, for words removed from the speech: "[name 2]"."""
