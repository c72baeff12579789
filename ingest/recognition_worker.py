"""The child process that reads pictures of pages: `python -m ingest.recognition_worker`, spoken to by `recognition`.

A request is a line of JSON and a PDF's bytes. The replies are lines of JSON: which pages cannot be read as text, then
the pieces of text on each of them, up to the limit. Pages are drawn here too, so that a PDF is never opened in the
process that serves people.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, BinaryIO

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from ingest.confinement import confine
from ingest.readers.document import Limits
from ingest.readers.pdf import opened, unread_pages

_POINTS_PER_INCH = 72
_MAX_PIXELS = 25_000_000


def main() -> None:
    """Serve requests until the parent closes its end."""
    requests = sys.stdin.buffer
    # A library that prints must not be taken for a reply.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.dont_write_bytecode = True
    settings = json.loads(requests.readline())
    recognizer = _load(settings["threads"])
    confine(Limits(max_memory_bytes=settings["max_memory_bytes"]))
    _reply(replies, {"ready": True})
    while line := requests.readline():
        request = json.loads(line)
        content = requests.read(request["size"])
        with opened(content) as document:
            unread = unread_pages(document)
            _reply(replies, {"pages": unread})
            for number in unread[: request["max_pages"]]:
                pieces = _recognize(recognizer, document[number - 1], request["dpi"])
                _reply(replies, {"page": number, "pieces": pieces})


def _load(threads: int) -> Any:
    from rapidocr import RapidOCR

    engine = "EngineConfig.onnxruntime"
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,  # pages stand upright: PDF says how they are turned
            "Rec.rec_batch_num": 1,  # wide lines are not padded to the widest of a batch
            f"{engine}.intra_op_num_threads": threads,
            f"{engine}.inter_op_num_threads": 1,
        }
    )


def _recognize(recognizer: Any, page: pypdfium2.PdfPage, dpi: int) -> list[dict[str, Any]]:
    """The pieces of text of a page: words, confidence, and four corners in points from the top left."""
    scale = dpi / _POINTS_PER_INCH
    width, height = page.get_size()
    scale = min(scale, (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    image: NDArray[np.uint8] = page.render(scale=scale, rev_byteorder=False).to_numpy()
    if image.ndim == 2:
        image = np.repeat(image[:, :, None], 3, axis=2)
    found = recognizer(np.ascontiguousarray(image[:, :, :3]))
    if found.txts is None:
        return []
    return [
        {"text": text, "confidence": float(score), "corners": (np.asarray(box) / scale).round(2).tolist()}
        for text, score, box in zip(found.txts, found.scores, found.boxes, strict=True)
    ]


def _reply(replies: BinaryIO, message: dict[str, Any]) -> None:
    replies.write(json.dumps(message).encode() + b"\n")
    replies.flush()


if __name__ == "__main__":
    main()
