"""The first page of a new process: `python -m tests.perf.premiere_page ROUTE [--lecture]`, on the database of the bench.

With `--lecture`, what a served process reads when it starts is read first, and timed apart.
"""

from __future__ import annotations

import argparse
import json
import logging
import time


def main() -> None:
    parser = argparse.ArgumentParser(description="Première page d’un processus neuf.")
    parser.add_argument("route")
    parser.add_argument("--lecture", action="store_true", help="après la lecture de démarrage")
    asked = parser.parse_args()
    import django

    django.setup()
    from django.test import Client
    from django.urls import reverse

    from gef.access.models import Utilisateur
    from gef.web.warmup import warm_up

    logging.disable(logging.CRITICAL)
    client = Client()
    client.force_login(Utilisateur.objects.get())
    start = time.perf_counter()
    if asked.lecture:
        warm_up()
    read = time.perf_counter()
    client.get(reverse(asked.route))
    print(json.dumps({"lecture_s": read - start, "page_ms": (time.perf_counter() - read) * 1_000}))


if __name__ == "__main__":
    main()
