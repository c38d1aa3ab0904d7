"""Questions that wait, by bucket, until a batch of them is worth running."""

import collections
import dataclasses
import threading
import time

#: Seconds without a new question after which a batch that is not full is run.
LINGER = 0.01


@dataclasses.dataclass
class Waiting:
    """A question, who asked (for taking it back), and where its answer goes: `reply(record)` is called once."""

    asker: object
    bucket: object
    question: object
    reply: object
    since: float


class Line:
    """Filled by readers, emptied by the engine's thread."""

    def __init__(self, rows_of):
        self.rows_of = rows_of
        self.lanes = collections.defaultdict(collections.deque)
        self.changed = threading.Condition()
        self.last = 0.0

    def __len__(self):
        return sum(len(lane) for lane in self.lanes.values())

    def put(self, waiting):
        with self.changed:
            self.lanes[waiting.bucket].append(waiting)
            self.last = time.monotonic()
            self.changed.notify()

    def take_back(self, asker):
        """Removes a question that still waits; one whose batch runs is answered all the same."""
        with self.changed:
            for lane in self.lanes.values():
                for waiting in [each for each in lane if each.asker == asker]:
                    lane.remove(waiting)

    def take(self):
        """(bucket, questions) of the next batch: the oldest full one, else the oldest once nothing new has come for a moment."""
        with self.changed:
            while True:
                lanes = sorted((lane for lane in self.lanes.values() if lane), key=lambda lane: lane[0].since)
                full = [lane for lane in lanes if len(lane) >= self.rows_of(lane[0].bucket)]
                idle = time.monotonic() - self.last
                if full or (lanes and idle >= LINGER):
                    lane = (full or lanes)[0]
                    bucket = lane[0].bucket
                    return bucket, [lane.popleft() for _ in range(min(len(lane), self.rows_of(bucket)))]
                self.changed.wait(LINGER - idle if lanes else None)
