"""The same messages over HTTP on a loopback address, for a TPU machine behind a tunnel: GET / greets, POST / takes one message.

There is no password, so no other address than loopback is listened on, and a request by another host's name is refused: a page in
a browser cannot reach it.
"""

import http.server
import itertools
import json
import threading

from .problem import Problem

LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
numbers = itertools.count()


def serve_http(service, address):
    """`address` is HOST:PORT; port 0 takes a free one. Raises Problem when it cannot be listened on."""
    host, _, port = address.rpartition(":")
    if host not in LOOPBACK or not port.isdigit():
        raise Problem("bad_request", f"--http takes a loopback address, got {address!r}",
                      "Write --http 127.0.0.1:8765 and reach it from elsewhere through: ssh -L 8765:127.0.0.1:8765 MACHINE.")
    try:
        server = http.server.ThreadingHTTPServer((host.strip("[]"), int(port)), type("BoundHandler", (Handler,), {"service": service}))
    except OSError as error:
        raise Problem("bad_request", f"{address} cannot be listened on: {error.strerror}", "Another program has the port: end it, or take another port.") from error
    server.daemon_threads = True
    print(f"listening on http://{host}:{server.server_address[1]}", flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    service.run()


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection; `service` is set by serve_http."""

    protocol_version = "HTTP/1.1"
    service = None

    def do_GET(self):
        self._answer(200, self.service.greeting()) if self._is_ours() else self._refuse()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self._is_ours():
            return self._refuse()
        try:
            message = json.loads(body)
        except ValueError as error:
            return self._answer(400, {"error": {"code": "bad_request", "message": f"not JSON: {error}"}})
        self._answer(200, self._ask(message))

    def _ask(self, message):
        """The reply to one message; `cancel` has none, and a closed connection is no reason to stop a batch."""
        box, done = [], threading.Event()
        def reply(record):
            box.append(record)
            done.set()
        if message.get("type") == "cancel":
            return {}
        self.service.receive(message, reply, source=next(numbers))
        done.wait()
        return box[0]

    def _is_ours(self):
        host = self.headers.get("Host", "")
        name = host if host.endswith("]") else host.partition(":")[0] if host.count(":") == 1 else host.rpartition(":")[0] or host
        return self.path == "/" and name in LOOPBACK

    def _refuse(self):
        self._answer(403, {"error": {"code": "bad_request", "message": "only / of a loopback host is served"}})

    def _answer(self, status, record):
        body = json.dumps(record, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass
