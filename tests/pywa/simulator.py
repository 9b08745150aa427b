"""The simulator as a process, and a receiver for the webhooks that it sends."""

import json
import os
import queue
import re
import subprocess
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

NUMBER_ID = "106540352242922"
TOKEN = "pywa-access-token"
APP_SECRET = "pywa-app-secret"
CUSTOMER = "4915112345678"
PATIENCE = 10


class Receiver:
    """Takes webhooks and answers each with 200 at once."""

    def __init__(self):
        deliveries = self.deliveries = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                self.send_response(200)
                self.end_headers()
                deliveries.put((body, self.headers.get("x-hub-signature-256")))

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Simulator:
    """A simulator with one number in Meta's dialect."""

    def __init__(self, webhook_url):
        arguments = [
            os.environ["TRING_SIMULATOR"],
            *("--listen", "127.0.0.1:0"),
            *("--meta-number-id", NUMBER_ID),
            *("--meta-token", TOKEN),
            *("--meta-app-secret", APP_SECRET),
            *("--webhook-url", webhook_url),
        ]
        environment = {**os.environ, "RUST_LOG": "info", "NO_COLOR": "1"}
        self.process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env=environment)
        self.url = self._address()
        # Nobody reads the rest, and a full pipe would stop the simulator.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def _address(self):
        for line in self.process.stderr:
            if found := re.search(r"listens on (http://[\d.:]+)", line):
                return found[1]
        raise AssertionError("the simulator stopped before it listened")

    def control(self, method, path, body=None):
        """One request to the control API."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/sim{path}", data=data, method=method)
        request.add_header("content-type", "application/json")
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return json.load(response)

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


class ToSimulator(httpx.HTTPTransport):
    """pywa knows one address only, Meta's own: its requests are sent to the simulator instead."""

    def __init__(self, simulator_url):
        super().__init__()
        self.target = httpx.URL(simulator_url)

    def handle_request(self, request):
        target = self.target
        request.url = request.url.copy_with(scheme=target.scheme, host=target.host, port=target.port)
        request.headers["host"] = target.netloc.decode()
        return super().handle_request(request)
