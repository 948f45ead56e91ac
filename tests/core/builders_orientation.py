"""Small worlds for the tests of the engine, by hand and by Hypothesis."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from gef.core.orientation import Logement, Reservataire
from gef.core.parts import BAILLEUR, complete_with_bailleur

DEBUT = date(2026, 1, 1)
RESERVATAIRES = (
    Reservataire("AL", "action_logement", "departement"),
    Reservataire("CD", "departement", "departement"),
    Reservataire("EPCI", "epci", "epci:E1"),
    Reservataire("ETAT-F", "etat_fonct", "departement"),
    Reservataire("ETAT-P", "etat_prio", "departement"),
    Reservataire("VILLE-A", "commune", "commune:A"),
    Reservataire("VILLE-B", "commune", "commune:B"),
)
DEPARTEMENT = {
    "AL": Fraction(18, 100),
    "CD": Fraction(5, 100),
    "ETAT-F": Fraction(5, 100),
    "ETAT-P": Fraction(25, 100),
}
PARTS = {
    "A": complete_with_bailleur(DEPARTEMENT | {"EPCI": Fraction(4, 100), "VILLE-A": Fraction(8, 100)}, "A"),
    "B": complete_with_bailleur(DEPARTEMENT | {"VILLE-B": Fraction(1, 3) / 10}, "B"),
    "C": complete_with_bailleur(DEPARTEMENT, "C"),
}


def a_logement(rang: int = 1, commune: str = "A", **given: object) -> Logement:
    fields: dict[str, object] = {
        "rang": rang,
        "date": DEBUT + timedelta(days=rang),
        "logement": f"L-{rang:04d}",
        "commune": commune,
        "epci": "E1",
        "typologie": "T3",
        "financement": "PLUS",
        "qpv": False,
        "forme": "collectif",
    }
    return Logement(**(fields | given))  # type: ignore[arg-type]


@st.composite
def flux(draw: st.DrawFn, max_size: int = 80) -> list[Logement]:
    """A stream of dwellings in three communes, some hors flux, some refused by their first choices."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from("AABC"),
                st.sampled_from(("T1", "T2", "T3", "T4", "T5+")),
                st.sampled_from(("PLAI", "PLUS", "PLS")),
                st.booleans(),
                st.sampled_from(("", "", "", "", "mutation")),
                st.lists(st.sampled_from([r.id for r in RESERVATAIRES]), max_size=3, unique=True),
            ),
            min_size=1,
            max_size=max_size,
        )
    )
    return [
        a_logement(i + 1, c, typologie=t, financement=f, qpv=q, hors_flux=h, refus=tuple(r))
        for i, (c, t, f, q, h, r) in enumerate(rows)
    ]


__all__ = ["BAILLEUR", "DEBUT", "DEPARTEMENT", "PARTS", "RESERVATAIRES", "a_logement", "flux"]
