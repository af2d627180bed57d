"""The words by which a label says its role, in English, German, Italian, French and Spanish."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_GENDER = re.compile(
    r"[/:*_·]\s*-?\s*(?:in|innen|a|e|ne|trice)\b|\((?:in|a|e)\)|-(?:in|trice)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")


def words_in(label: str) -> tuple[str, ...]:
    """The words of a label in lower case, without accents, numbers and double genders."""
    plain = unicodedata.normalize("NFKD", _GENDER.sub("", label).casefold())
    return tuple(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def _words(text: str) -> frozenset[str]:
    return frozenset(words_in(text))


THERAPIST = _words("""
    therapist therapists psychotherapist cotherapist counsellor counselor psychologist
    psychiatrist analyst psychoanalyst clinician ther th
    therapeut therapeutin psychotherapeut psychotherapeutin berater beraterin psychologe psychologin
    psychiater psychiaterin analytiker analytikerin psychoanalytiker psychoanalytikerin behandler
    behandlerin
    terapeuta terapeuti psicoterapeuta psicologo psicologa psichiatra psicoanalista analista
    thérapeute psychothérapeute psychologue psychiatre psychanalyste analyste conseiller conseillère
    psy consejero consejera psiquiatra orientador orientadora
""")
"""Say "therapist" beyond doubt."""

PATIENT = _words("""
    patient patients client clients analysand coachee counselee pt pat cl
    patientin klient klientin analysandin ratsuchende ratsuchender kl
    paziente pazienti cliente pz patiente cliente paciente pacientes pac
""")
"""Say "patient" beyond doubt."""

PERHAPS_THERAPIST = _words("""
    interviewer investigator examiner interviewerin intervistatore intervistatrice intervieweur
    enquêteur entrevistador entrevistadora
""")
"""Say "therapist" where no label says it more plainly, and only one says this."""

PERHAPS_PATIENT = _words("""
    participant interviewee respondent proband probandin befragte befragter partecipante
    intervistato intervistata participante entrevistado entrevistada interviewé interviewée
""")
"""Say "patient" where no label says it more plainly, and only one says this."""

OTHER = _words("""
    other others mother father mom mum dad wife husband partner spouse parent parents brother sister
    son daughter child interpreter translator supervisor observer assistant nurse receptionist
    both all unknown unidentified
    andere anderer mutter vater ehefrau ehemann partnerin bruder schwester sohn tochter kind
    dolmetscher dolmetscherin beobachter beobachterin beide alle unbekannt
    altro altra altri madre padre moglie marito compagno compagna fratello sorella figlio figlia
    interprete osservatore entrambi tutti sconosciuto
    autre mère père épouse mari conjoint frère soeur fils fille interprète observateur tous inconnu
    otro otra esposa esposo marido hermano hermana hijo hija pareja intérprete ambos todos
    desconocido
""")
"""Say that it is neither of the two; with a role word beside it, too ("patient's mother")."""

NOBODY = _words("""
    other others both all unknown unidentified kind son andere anderer beide alle unbekannt
    altro altra altri entrambi tutti sconosciuto autre tous inconnu otro otra ambos todos
    desconocido pareja
""")
"""Those of OTHER that name nobody, or begin a sentence as well."""

TITLES = _words("""
    dr dra dott prof doctor doctora doktor doktorin arzt ärztin dottore dottoressa medico docteur
    médecin
""")
"""Standing alone they count like PERHAPS_THERAPIST; before a name they say nothing: patients, too,
are doctors."""

LETTERS = {"t": "T", "p": "P", "c": "P", "k": "P"}
"""Letters that count where T and one of the others stand in the same file."""


@lru_cache(maxsize=4096)
def is_role(label: str) -> bool:
    """Whether the label is made of role words, letters included: "T", "P2", "Klient:in"."""
    words = words_in(label)
    known = THERAPIST | PATIENT | PERHAPS_THERAPIST | PERHAPS_PATIENT | OTHER | TITLES
    if len(words) == 1 and words[0] in LETTERS:
        return True
    return bool(words) and len(words) <= 3 and all(word in known for word in words)


@lru_cache(maxsize=4096)
def names_role(label: str, *, every: bool = False) -> bool:
    """Whether a word of the label (or ``every`` word) says beyond doubt who somebody is.

    “Receptionist Eva” does; "T", "Interviewer" and "All" do not.
    """
    plain = (THERAPIST | PATIENT | OTHER) - NOBODY - {"th"}
    words = words_in(label)
    return bool(words) and (all if every else any)(word in plain for word in words)
