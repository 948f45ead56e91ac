"""Files kept for ever beside the database: written whole or not at all, never changed."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings


def keep_file(chemin: str, content: bytes) -> Path:
    """Write beside, flush to disk, then rename: a reader sees the whole file or none.

    Args:
        chemin: Path under the folder of the kept files.
        content: The bytes.

    Returns:
        Where it stands.
    """
    path = Path(settings.MEDIA_ROOT) / chemin
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".partiel")
    try:
        with draft.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path
