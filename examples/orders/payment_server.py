#!/usr/bin/python3
"""A payment service for the orders example: it charges once per Idempotency-Key.

usage: payment_server.py [--port N] [--seed N] [--port-file FILE]
POST /charges {"order": …, "cents": …}   charges; about every third request fails with 503, half of
                                         these after the charge was made, as real services do
GET /report                              what it did, as JSON
"""
import argparse
import hashlib
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SLOWNESS_SECONDS = 0.02


class Ledger:
    """Charges by key. The rule for failing depends on the seed and on how often a key was used."""

    def __init__(self, seed):
        self.seed = seed
        self.lock = threading.Lock()
        self.charges = {}
        self.uses = {}
        self.requests = self.busy = self.repeats = 0

    def charge(self, key, order, cents):
        """(status, answer) for one request."""
        with self.lock:
            self.requests += 1
            use = self.uses[key] = self.uses.get(key, 0) + 1
            fate = hashlib.sha256(f"{self.seed} {order} {use}".encode()).digest()[0] % 6
            if fate == 0:
                self.busy += 1
                return 503, {"error": "busy"}
            if key in self.charges:
                self.repeats += 1
            else:
                receipt = hashlib.sha256(f"receipt {order} {cents}".encode()).hexdigest()[:8]
                self.charges[key] = {"order": order, "cents": cents, "receipt": receipt}
            if fate == 1:
                self.busy += 1
                return 503, {"error": "busy, but charged"}
            return 200, {"receipt": self.charges[key]["receipt"]}

    def report(self):
        with self.lock:
            by_order = {}
            for charge in self.charges.values():
                by_order[charge["order"]] = by_order.get(charge["order"], 0) + 1
            return {"charges": by_order, "cents": sum(c["cents"] for c in self.charges.values()),
                    "requests": self.requests, "busy": self.busy, "repeats": self.repeats}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path == "/report":
            self.answer(200, self.server.ledger.report())
        else:
            self.answer(404, {"error": "there is only /charges and /report"})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        key = self.headers.get("Idempotency-Key")
        try:
            asked = json.loads(body)
            order, cents = str(asked["order"]), int(asked["cents"])
        except (ValueError, KeyError, TypeError):
            self.answer(400, {"error": "expected order and cents"})
            return
        if self.path != "/charges" or not key:
            self.answer(400, {"error": "expected POST /charges with an Idempotency-Key"})
            return
        time.sleep(SLOWNESS_SECONDS)
        self.answer(*self.server.ledger.charge(key, order, cents))

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that was killed in the middle is what this example is about."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--port-file", help="where to write the port, once it listens")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    server = Server(("127.0.0.1", options.port), Handler)
    server.ledger = Ledger(options.seed)
    port = server.server_address[1]
    if options.port_file:
        with open(options.port_file + "~", "w", encoding="ascii") as file:
            file.write(str(port))
        os.rename(options.port_file + "~", options.port_file)
    else:
        print(f"http://127.0.0.1:{port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
