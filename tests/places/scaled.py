# SPDX-License-Identifier: MIT-0
"""At scale: batch output read by many processes gives the objects that one gives."""

import json
import shutil

from .. import HERE
from ..support.processes import copy_package
from ..support.program import EVERYTHING
from .workshop import Workshop, run

FILES, LINES = 4, 500


def scale(workshop: Workshop) -> str:
    """Objects travel back through pools of processes and threads, and through Dask, and are equal to those of one."""
    folder = workshop.new_folder("scale")
    body = json.loads(EVERYTHING.read_text(encoding="utf-8"))
    for number in range(FILES):
        with open(folder / f"batch-{number}.jsonl", "w", encoding="utf-8") as file:
            for line in range(number * LINES, (number + 1) * LINES):
                own = {**body, "id": f"chatcmpl-{line}", "created": 1_790_000_000 + line}
                own["usage"] = {**body["usage"], "completion_tokens": line % 97}
                file.write(json.dumps({"custom_id": f"request-{line}", "response": {"status_code": 200, "body": own}}))
                file.write("\n")
    shutil.copy(HERE / "places" / "batches.py", folder)
    copy_package(folder / "chatcompletion")
    said = run(workshop.tools(), "batches.py", cwd=folder)
    return f"{said.strip()}: {FILES * LINES:,} responses, the same as from one process"
