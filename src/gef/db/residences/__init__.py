"""Classes of the residences of a bailleur, as recorded."""
