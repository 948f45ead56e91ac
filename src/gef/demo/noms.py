"""Invented names: programmes and streets that stand nowhere, and that nobody can take for his own."""

from __future__ import annotations

from itertools import product

# Feminine nouns take the second form of the adjective.
MASCULINS = (
    "Goélands", "Hippocampes", "Nuages", "Cachalots", "Marsouins", "Tritons", "Sextants", "Narvals", "Griffons",
    "Phares", "Cerfs-volants", "Albatros", "Oursins", "Moulins à vent",
)  # fmt: skip
FEMININS = (
    "Licornes", "Sirènes", "Lanternes", "Boussoles", "Méduses", "Comètes", "Girouettes", "Lucioles", "Tortues",
    "Pirogues", "Baleines", "Libellules", "Ancres", "Étoiles de mer",
)  # fmt: skip
ADJECTIFS = (
    ("distraits", "distraites"),
    ("rêveurs", "rêveuses"),
    ("bavards", "bavardes"),
    ("volants", "volantes"),
    ("songeurs", "songeuses"),
    ("étourdis", "étourdies"),
    ("frileux", "frileuses"),
    ("gourmands", "gourmandes"),
    ("pensifs", "pensives"),
    ("valseurs", "valseuses"),
    ("vagabonds", "vagabondes"),
    ("siffleurs", "siffleuses"),
    ("matinaux", "matinales"),
    ("invisibles", "invisibles"),
    ("immobiles", "immobiles"),
    ("infatigables", "infatigables"),
    ("lunaires", "lunaires"),
    ("somnambules", "somnambules"),
)
VOIES = ("allée", "rue", "avenue", "chemin", "impasse", "place")


def list_noms() -> list[str]:
    """List every invented name, without its article: "Goélands distraits"."""
    masculins = [f"{nom} {adjectif}" for nom, (adjectif, _) in product(MASCULINS, ADJECTIFS)]
    feminins = [f"{nom} {adjectif}" for nom, (_, adjectif) in product(FEMININS, ADJECTIFS)]
    return masculins + feminins


def name_voie(nom: str) -> str:
    """Name the street of a programme after it: "des Goélands-distraits"."""
    return f"des {nom.replace(' ', '-')}"
