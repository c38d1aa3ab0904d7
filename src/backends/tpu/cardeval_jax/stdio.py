"""JSON lines over standard input and output. The runtime ends with its parent: when the input ends, so does the process."""

import json
import os
import sys
import threading


def claim_output():
    """The real standard output; whatever else is printed from now on goes to standard error."""
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    lock = threading.Lock()
    def write(record):
        with lock:
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    return write


def read_lines(service, write):
    """Hands every line to the service, until there are no more."""
    for line in sys.stdin.buffer:
        try:
            message = json.loads(line)
        except ValueError as error:
            write({"error": {"code": "bad_request", "message": f"not JSON: {error}"}})
            continue
        service.receive(message, write)
    os._exit(0)


def serve_stdio(service, write):
    threading.Thread(target=read_lines, args=(service, write), daemon=True).start()
    service.run()
