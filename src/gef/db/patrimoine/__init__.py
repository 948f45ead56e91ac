"""The parc of a bailleur: kept deposits and their dwellings."""
