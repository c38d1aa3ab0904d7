"""What the runtime does with a message, whatever brought it: generate, cancel, ping, stats, warmup, shutdown.

Every message may have an `id`, which its reply repeats. `reply(record)` may be called from another thread, later.
"""

import os
import time
import traceback

import jax
import jaxlib
import numpy as np

from . import buckets, memory, prompts
from .engine import Question
from .line import Line, Waiting
from .pictures import MOST, Pictures
from .problem import Problem

PROTOCOL = 1


class Service:
    """`receive` takes messages from any thread; `run` answers them in the thread that called it, for ever."""

    def __init__(self, checkpoint, engine):
        self.checkpoint, self.engine = checkpoint, engine
        self.pictures = Pictures(checkpoint.sizes.image_size)
        self.line = Line(engine.rows)
        self.busy_since = None
        self.counts = {"answered": 0, "failed": 0, "batches": 0, "rows": 0, "busy_s": 0.0}

    def greeting(self):
        """The first line out: who answers, on what, and how much at once."""
        sizes, device = self.checkpoint.sizes, jax.devices()[0]
        rows = self.engine.rows(buckets.bucket_of(1, 1, 1, 1))
        return {
            "type": "ready", "protocol": PROTOCOL, "runtime": "jax", "jax": jax.__version__, "jaxlib": jaxlib.__version__, "numpy": np.__version__,
            "platform": device.platform, "device_kind": device.device_kind, "device_count": jax.device_count(), "dtype": self.engine.dtype.name,
            "model": {"name": self.checkpoint.name, "family": sizes.family, **self.checkpoint.digests, "imageSize": sizes.image_size, "imageTokens": sizes.patches,
                      "parameters": sizes.parameters, "vocabulary": sizes.vocabulary},
            "limits": {"batch": rows, "prompt_tokens": buckets.PROMPTS[-1], "max_tokens": buckets.ROOMS[-1], "pictures": MOST},
        }

    def receive(self, message, reply, source=None):
        """Handles one message; every message gets one reply, but for `cancel`."""
        answer = (lambda record: reply({"id": message["id"], **record})) if "id" in message else reply
        try:
            kind = message.get("type", "generate")
            if kind not in KINDS:
                raise Problem("bad_request", f"there is no message of type {kind!r}", f"Types are {', '.join(KINDS)}.")
            KINDS[kind](self, message, answer, source)
        except Problem as problem:
            answer({"error": problem.record()})

    def generate(self, message, answer, source):
        prompt, beams = message.get("prompt"), message.get("beams", 1)
        limit, budget = message.get("max_tokens"), message.get("prompt_tokens")
        if not isinstance(prompt, str) or beams not in (1, 2, 3) or not all(isinstance(count, int) and count > 0 for count in (limit, budget)):
            raise Problem("bad_request", "a question has prompt (text), beams (1, 2 or 3), max_tokens and prompt_tokens (from 1)", "See docs/backends.md, section tpu.")
        pictures = self.pictures.of(message.get("images"))
        ids = prompts.encode(self.checkpoint.tokenizer, self.checkpoint.sizes, prompt, budget)
        bucket = buckets.bucket_of(len(pictures), len(ids), limit, beams)
        self.line.put(Waiting((source, message.get("id")), bucket, Question(ids, pictures, limit), answer, time.monotonic()))

    def cancel(self, message, answer, source):
        self.line.take_back((source, message.get("of")))

    def ping(self, message, answer, source):
        answer({"type": "pong", "waiting": len(self.line), "busy_s": self._busy_for()})

    def stats(self, message, answer, source):
        answer({"type": "stats", **self.counts, "waiting": len(self.line), "busy_now_s": self._busy_for(),
                "programs": [bucket._asdict() for bucket in sorted(self.engine.programs)], "weights_bytes": self.engine.parameter_bytes,
                "free_bytes": max(0, int(memory.device_bytes(self.engine.parameter_bytes)))})

    def warmup(self, message, answer, source):
        """Compiles one bucket, by asking about a black picture."""
        size = self.checkpoint.sizes.image_size
        bucket = buckets.bucket_of(int(message.get("pictures", 1)), int(message.get("prompt_tokens", 1)), int(message.get("max_tokens", 1)), int(message.get("beams", 1)))
        black = np.zeros((size, size, 3), np.uint8)
        question = Question([self.checkpoint.sizes.bos], [("black", black)] * bucket.pictures, 1)
        since = time.monotonic()
        warm = lambda record: answer(record if "error" in record else {"type": "warm", "seconds": round(time.monotonic() - since, 3)})
        self.line.put(Waiting((source, message.get("id")), bucket, question, warm, since))

    def shutdown(self, message, answer, source):
        answer({"type": "bye"})
        os._exit(0)

    def run(self):
        while True:
            self._run_batch(*self.line.take())

    def _run_batch(self, bucket, batch):
        self.busy_since = started = time.monotonic()
        try:
            answers = self.engine.answer(bucket, [waiting.question for waiting in batch])
            records = [self._record(waiting, answer, started) for waiting, answer in zip(batch, answers)]
        except Problem as problem:
            records = [{"error": problem.record()}] * len(batch)
        except Exception as error:
            traceback.print_exc()
            records = [{"error": Problem("internal", f"{type(error).__name__}: {error}"[:300]).record()}] * len(batch)
        self.busy_since = None
        failed = sum("error" in record for record in records)
        for name, gain in (("answered", len(batch) - failed), ("failed", failed), ("batches", 1), ("rows", self.engine.rows(bucket)), ("busy_s", time.monotonic() - started)):
            self.counts[name] += gain
        for waiting, record in zip(batch, records):
            waiting.reply(record)

    def _record(self, waiting, answer, started):
        prompt = len(waiting.question.ids) + waiting.bucket.pictures * self.checkpoint.sizes.patches
        return {
            "text": prompts.decode(self.checkpoint.tokenizer, answer.ids), "tokens": answer.ids, "score": round(answer.score, 6),
            "finish": "stop" if answer.finished else "length", "usage": {"prompt": prompt, "completion": len(answer.ids) + answer.finished},
            "timing": {"queue_ms": round(1000 * (started - waiting.since)), "batch_ms": round(1000 * (time.monotonic() - started))},
        }

    def _busy_for(self):
        since = self.busy_since
        return 0.0 if since is None else round(time.monotonic() - since, 3)


KINDS = {name: getattr(Service, name) for name in ("generate", "cancel", "ping", "stats", "warmup", "shutdown")}
