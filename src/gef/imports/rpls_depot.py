"""The file that a bailleur files every year in the RPLS: one header record, then one record of 64 fields per dwelling.

Producer: the bailleur's own software, before 1 March, situation on 1 January. Text, « ; », no quoting: a quote is an
ordinary character. Layout: arrêté du 5 janvier 2010 (NOR DEVU0929020A), art. 3 and annex, consolidated with positions
53 to 64. Known defects: rows cut by a line break typed in a comment, header records shortened by a spreadsheet, and
later layouts, whose added positions are not known here: a row that has not 64 fields is never read at a guess.
"""

from __future__ import annotations

from collections.abc import Sequence

from gef.imports.anomalies import Collecteur, Ecart, format_nombre
from gef.imports.colonnes import Correspondance
from gef.imports.errors import FichierIllisibleError
from gef.imports.fichiers import Fichier
from gef.imports.lectures import Plan, check_has_rows
from gef.imports.parc_colonnes import colonnes_parc
from gef.imports.texte import FichierTexte

FORMAT = "rpls_depot"

POSITIONS: tuple[str, ...] = (
    *("IDENT_REP", "IDENT_INT", "DROIT", "DEPCOM", "CODEPOSTAL", "LIBCOM", "NUMVOIE", "INDREP", "TYPVOIE", "NOMVOIE"),
    *("NUMAPPT", "NUMBOITE", "ESC", "COULOIR", "ETAGE", "COMPLIDENT", "ENTREE", "BAT", "IMMEU", "COMPLGEO"),
    *("LIEUDIT", "QPV", "TYPECONST", "NBPIECE", "SURFHAB", "CONSTRUCT", "LOCAT", "PATRIMOINE", "ORIGINE", "RSEXPRO"),
    *("SIRETEXPRO", "FINAN", "FINANAUTRE", "CONV", "NUMCONV", "DATCONV", "SORTIEPATRIM", "OLDLOGT", "NEWLOGT", "MODE"),
    *("BAIL", "MODESURF", "SURFMODE", "LOYERPRINC", "LOYERACC", "CONTRIB", "CUS", "DPEDATE", "DPEENERGIE", "DPESERRE"),
    *("SRU_EXPIR", "SRU_ALINEA", "IDENTGES", "CODSEGPATRIM", "LIBSEGPATRIM", "LOYERMAXAPL", "LOYERMAXCUS", "QUALACQ"),
    *("MISCOMMERCIAL", "PRIXVENTE", "PRODFIN", "REMLOCDATE", "CONTRESLOG", "COMMENTAIRE"),
)
CHAMPS_ENTETE = 12
# A spreadsheet drops the empty comment, or adds a separator.
CHAMPS_ENTETE_ADMIS = range(11, CHAMPS_ENTETE + 2)
RANG_RAISON_SOCIALE, RANG_SIRET, RANG_NOMBRE = 2, 9, 10
LONGUEUR_SIREN, LONGUEUR_SIRET = 9, 14
SIREN_LA_POSTE = "356000000"
LONGUEUR_NUMERO_INTERNE = 9


def is_depot(fichier: Fichier) -> bool:
    """Tell whether a file looks like a deposit: its header record first, or 64 fields and a commune in the fourth.

    Args:
        fichier: The file.

    Returns:
        True when the first record has the shape of the header, or of a dwelling.
    """
    apercu = fichier.read_apercu(guillemets=False)
    if not apercu:
        return False
    champs = _trim(apercu[0][1])
    return _is_entete(champs) or _is_logement(apercu[0][1])


def plan_depot(fichier: Fichier) -> Plan:
    """Plan the reading of a deposit, and check its header record.

    Args:
        fichier: The file.

    Returns:
        The plan; its collector already holds what concerns the header record.

    Raises:
        FichierIllisibleError: there is no record at all, or none after the header.
    """
    apercu = fichier.read_apercu(guillemets=False)
    if not apercu:
        raise FichierIllisibleError(fichier.nom, "aucune ligne n’est lisible", "Exportez-le de nouveau.")
    ligne, champs = apercu[0]
    collecteur = Collecteur()
    annee = annonces = None
    if _is_logement(champs):
        collecteur.add_one(
            "entete_absent",
            "",
            "Ligne d’en-tête absente",
            "a_corriger",
            Ecart(ligne, None, "les 12 champs du bailleur"),
        )
    else:
        check_has_rows(fichier, ligne, guillemets=False)
        annee, annonces = _check_entete(champs, ligne, collecteur)
    is_de_tableur = not isinstance(fichier, FichierTexte)
    return Plan(
        FORMAT,
        fichier,
        colonnes_parc(annee=annee, is_de_tableur=is_de_tableur),
        _correspondance(),
        ligne if _is_logement(champs) else ligne + 1,
        len(POSITIONS),
        guillemets=False,
        is_stricte=True,
        is_de_tableur=is_de_tableur,
        collecteur=collecteur,
        annee=annee,
        annonces=annonces,
    )


def report_annonces(plan: Plan, lues: int) -> None:
    """Compare the number of dwellings that the header announces with what was read.

    Args:
        plan: Plan of the deposit.
        lues: Records read after the header.
    """
    if plan.annonces is not None and plan.annonces != lues:
        plan.collecteur.add_one(
            "nombre_annonce",
            "",
            "Nombre de logements différent de celui de l’en-tête",
            "a_corriger",
            Ecart(1, format_nombre(lues), f"{format_nombre(plan.annonces)} logements, annoncés en position 11"),
        )


def is_siret(texte: str) -> bool:
    """Check a SIRET by its key.

    Args:
        texte: 14 digits.

    Returns:
        Whether the key of Luhn holds; for La Poste, whether the sum of the digits is a multiple of 5.

    Examples:
        >>> is_siret("73282932000074"), is_siret("73282932000075"), is_siret("35600000049837")
        (True, False, True)
    """
    if len(texte) != LONGUEUR_SIRET or not (texte.isascii() and texte.isdecimal()):
        return False
    if texte.startswith(SIREN_LA_POSTE) and sum(map(int, texte)) % 5 == 0:
        return True
    doubles = (int(c) * (2 - rang % 2) for rang, c in enumerate(texte))
    return sum(n if n < 10 else n - 9 for n in doubles) % 10 == 0  # noqa: PLR2004  (digits of a product)


def _trim(champs: Sequence[str]) -> tuple[str, ...]:
    """Drop the empty cells with which a workbook fills up a short row."""
    pleins = [c.strip() for c in champs]
    while len(pleins) > CHAMPS_ENTETE and not pleins[-1]:
        pleins.pop()
    return tuple(pleins)


def _is_entete(champs: Sequence[str]) -> bool:
    return len(champs) in CHAMPS_ENTETE_ADMIS and len(champs[0]) == len("2026") and champs[0].isdecimal()


def _is_logement(champs: Sequence[str]) -> bool:
    if len(champs) not in {len(POSITIONS), len(POSITIONS) + 1}:
        return False
    depcom = champs[POSITIONS.index("DEPCOM")].strip()
    return depcom != "DEPCOM" and len(depcom) in {4, 5} and depcom[-3:].isdecimal()


def _check_entete(brut: Sequence[str], ligne: int, collecteur: Collecteur) -> tuple[int | None, int | None]:
    champs = _trim(brut)
    if len(champs) != CHAMPS_ENTETE:
        collecteur.add_one(
            "entete_champs",
            "",
            "Ligne d’en-tête incomplète" if len(champs) < CHAMPS_ENTETE else "Ligne d’en-tête trop longue",
            "a_corriger",
            Ecart(ligne, f"{len(champs)} champs", f"{CHAMPS_ENTETE} champs"),
        )
    lus = dict(enumerate(champs))
    siret = lus.get(RANG_SIRET, "")
    attendus = (
        (1, "Numéro interne de l’organisme", len(lus.get(1, "")) == LONGUEUR_NUMERO_INTERNE, "9 caractères"),
        (RANG_RAISON_SOCIALE, "Raison sociale", bool(lus.get(RANG_RAISON_SOCIALE)), "le nom du bailleur"),
        (RANG_SIRET, "SIRET", is_siret(siret), "14 chiffres et une clé juste"),
        (RANG_NOMBRE, "Nombre d’enregistrements", _to_int(lus.get(RANG_NOMBRE, "")) is not None, "un nombre entier"),
    )
    for rang, libelle, is_juste, attendu in attendus:
        if not is_juste:
            collecteur.add_one(
                "entete_invalide",
                libelle,
                "En-tête invalide",
                "a_corriger",
                Ecart(ligne, lus.get(rang) or None, f"{attendu}, en position {rang + 1}"),
            )
    return _to_int(lus.get(0, "")), _to_int(lus.get(RANG_NOMBRE, ""))


def _to_int(texte: str) -> int | None:
    return int(texte) if texte.isascii() and texte.isdecimal() else None


def _correspondance() -> Correspondance:
    connues = {c.nom for c in colonnes_parc()}
    positions = {nom: rang for rang, nom in enumerate(POSITIONS) if nom in connues}
    return Correspondance(
        positions=positions,
        entetes={nom: nom for nom in positions},
        ignorees=tuple(nom for nom in POSITIONS if nom not in positions),
        absentes=(),
        doublons=(),
    )
