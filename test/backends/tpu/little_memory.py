"""A batch that the memory does not hold: the process gets little more than it has, then 16 questions of 16 pictures are asked.

    PYTHONPATH=src/backends/tpu python test/backends/tpu/little_memory.py src/backends/tiny/checkpoint MIB

Prints how many were answered, and to how many at once the engine came down.
"""

import json
import resource
import sys

import numpy as np

from cardeval_jax.buckets import bucket_of
from cardeval_jax.checkpoint import open_checkpoint
from cardeval_jax.engine import Engine, Question

engine = Engine(open_checkpoint(sys.argv[1]), "float32")
black = [("black", np.zeros((84, 84, 3), np.uint8))]
engine.answer(bucket_of(1, 1, 1, 1), [Question([2], black, 1)])
with open("/proc/self/status", encoding="ascii") as lines:
    used = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmSize"))
resource.setrlimit(resource.RLIMIT_AS, (used + int(sys.argv[2]) * 2 ** 20,) * 2)
bucket = bucket_of(16, 512, 32, 1)
answers = engine.answer(bucket, [Question([2] * 512, black * 16, 1)] * 16)
print(json.dumps({"answered": len(answers), "texts": len({tuple(answer.ids) for answer in answers}), "rows": engine.rows(bucket)}))
