"""The law as dated data: parameters, their sources and their freshness. Knows nothing of the calculations."""
