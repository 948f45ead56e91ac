"""Settings of the orientation that a bailleur and his partners chose, as recorded."""
