"""How many questions fit a device at once, estimated before the first is asked, so that memory stays bounded."""

import jax

from .attention import QUERIES

#: More questions at once make no device faster, they only wait for the slowest.
ROWS = 16
SHARE = 0.8


def rows_for(bucket, sizes, room_bytes, item):
    """Rows of a batch on one device: a power of two up to ROWS that fits `room_bytes`; at least 1. `item` is a weight's bytes."""
    rows = ROWS
    while rows > 1 and rows * row_bytes(bucket, sizes, item) > room_bytes:
        rows //= 2
    return rows


def row_bytes(bucket, sizes, item):
    """Cache, activations and scores of one question; the vision tower and the decoder do not run at the same time."""
    places = bucket.pictures * sizes.patches + bucket.prompt
    cache = 2 * sizes["L"] * sizes["K"] * sizes["H"] * (places + 3 * bucket.beams * bucket.room) * item
    prefix = places * (3 * sizes["M"] + 8 * sizes["D"]) * item + 2 * sizes["N"] * min(places, QUERIES) * places * 4
    seen = sizes.patches * (2 * sizes["m"] + 10 * sizes["d"]) * item + 2 * sizes["h"] * min(sizes.patches, QUERIES) * sizes.patches * 4
    return cache + max(prefix, bucket.pictures * seen) + 4 * bucket.beams * sizes["V"] * 4


def device_bytes(parameter_bytes):
    """Memory of one device that is left for batches beside the weights."""
    stats = jax.local_devices()[0].memory_stats() or {}
    whole = stats.get("bytes_limit") or machine_bytes() / len(jax.local_devices()) + parameter_bytes
    return SHARE * whole - parameter_bytes


def machine_bytes():
    """Free memory of this machine: what Linux calls available, elsewhere a guess of 8 GiB."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    except OSError:
        return 8 * 2 ** 30
