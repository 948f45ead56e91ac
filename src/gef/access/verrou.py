"""One writer at a time per bailleur: what depends on the state of his flux is read and written under his lock.

Without it, two people deciding at the same moment on two dwellings would each see the accounts without the other's
decision, and on PostgreSQL a fact could become visible after a younger one.
"""

from __future__ import annotations

from gef.access.models import Organisation


def lock_bailleur(bailleur_id: int) -> None:
    """Hold a bailleur until the end of the transaction.

    On SQLite the whole database is held from the first statement (transaction mode IMMEDIATE), and this is a read.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=bailleur_id)
