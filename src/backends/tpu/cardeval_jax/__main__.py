"""`python -m cardeval_jax CHECKPOINT`: answers JSON lines on standard input, or HTTP on a loopback address.

The first line out is {"type":"ready",…} or {"type":"failed","error":{"code","message","todo"}}, which ends the process.
"""

import argparse
import json
import os
import pathlib
import sys

NEEDS = (3, 11)
INSTALL = "cardeval doctor --install tpu"


def main():
    ask = argparse.ArgumentParser(prog="cardeval_jax", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("checkpoint", nargs="?", help="a Hugging Face directory or a big_vision .npz of PaliGemma or PaliGemma 2")
    ask.add_argument("--http", metavar="127.0.0.1:PORT", help="serve HTTP there instead of standard input")
    ask.add_argument("--tokenizer", help="a tokenizer.json (default: the one beside the weights)")
    ask.add_argument("--dtype", choices=["auto", "float32", "bfloat16"], default="auto", help="auto: float32 on CPU, bfloat16 elsewhere")
    ask.add_argument("--batch", type=int, help="questions at once on one device (default: as many as its memory holds, up to 16)")
    ask.add_argument("--cache", help="folder for compiled programs and digests of files")
    ask.add_argument("--check", action="store_true", help="say as JSON which Python, JAX and devices there are, and end")
    args = ask.parse_args()
    if args.check:
        return print(json.dumps(check()))
    if args.checkpoint is None:
        ask.error("name a checkpoint")
    if args.http is None:
        from .stdio import claim_output
        write = claim_output()
    else:
        write = lambda record: print(record["error"]["message"], record["error"].get("todo", ""), sep="\n", file=sys.stderr)
    try:
        start(args, write)
    except Exception as error:
        write({"type": "failed", "error": error_record(error)})
        sys.exit(2)


def check():
    """Facts for `cardeval doctor`; `missing` names what has to be installed."""
    facts = {"python": ".".join(map(str, sys.version_info[:3])), "executable": sys.executable}
    try:
        import jax
        import tokenizers
        device = jax.devices()[0]
        return {**facts, "jax": jax.__version__, "tokenizers": tokenizers.__version__, "platform": device.platform,
                "device_kind": device.device_kind, "device_count": jax.device_count()}
    except ImportError as error:
        return {**facts, "missing": error.name}
    except RuntimeError as error:
        return {**facts, "broken": str(error)[:300]}


def error_record(error):
    """Anything that stops the start, in words."""
    if hasattr(error, "record"):
        return error.record()
    if isinstance(error, ImportError):
        return {"code": "no_jax", "message": f"{sys.executable} cannot import {error.name}: {error}", "todo": f"Install the runtime: {INSTALL}."}
    if isinstance(error, MemoryError) or "RESOURCE_EXHAUSTED" in str(error):
        return {"code": "out_of_memory", "message": f"the weights do not fit the device's memory: {str(error)[:200]}",
                "todo": "Use a device with more memory, or tpu:CHECKPOINT?dtype=bfloat16."}
    return {"code": "internal", "message": f"{type(error).__name__}: {error}"[:400]}


def start(args, write):
    """Loads and serves, for ever."""
    from .checkpoint import open_checkpoint
    checkpoint = open_checkpoint(args.checkpoint, args.tokenizer, args.cache)
    # Takes seconds: not before the checkpoint was found to be one.
    import jax
    if args.cache:
        pathlib.Path(args.cache, "jax").mkdir(parents=True, exist_ok=True)
        jax.config.update("jax_compilation_cache_dir", str(pathlib.Path(args.cache, "jax")))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.1)
    dtype = args.dtype if args.dtype != "auto" else "float32" if jax.devices()[0].platform == "cpu" else "bfloat16"
    if dtype == "float32":
        # Accelerators multiply float32 in halves unless they are told not to.
        jax.config.update("jax_default_matmul_precision", "highest")
    from .engine import Engine
    from .service import Service
    service = Service(checkpoint, Engine(checkpoint, dtype, args.batch))
    if args.http is not None:
        from .http_server import serve_http
        return serve_http(service, args.http)
    from .stdio import serve_stdio
    write(service.greeting())
    serve_stdio(service, write)


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if sys.version_info < NEEDS:
        found, needed = sys.version.split()[0], f"{NEEDS[0]}.{NEEDS[1]}"
        todo = f"Install Python {needed} or newer, name it in CARDEVAL_PYTHON, then: {INSTALL}."
        error = {"code": "old_python", "message": f"{sys.executable} is Python {found}, expected {needed} or newer", "todo": todo}
        print(json.dumps({"type": "failed", "python": found, "error": error}))
        sys.exit(2)
    main()
