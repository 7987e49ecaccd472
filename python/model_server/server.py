"""The Open Inference Protocol v2 over HTTP, on a unix socket or a TCP port, for one model."""

import hmac
import os
import re
import socket
import socketserver
import sys
import threading
import traceback
import zlib
from http.server import BaseHTTPRequestHandler

from infer import dumps, infer
from tensors import BadRequest

TOKEN_HEADER = "x-cairn-upstream-token"
MODEL_PATH = re.compile(r"^/v2/models/([^/]+)(?:/versions/([^/]+))?(/ready|/infer)?$")


class ModelServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """`model` is None until it is loaded; until then the server lives but is not ready."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address, name, version, token, max_body=64 * 2**20, max_connections=128):
        self.address_family = family_of(address)
        self.model = None
        self.name, self.version, self.token, self.max_body = name, version, token, max_body
        self.is_stopping = False
        self._slots = threading.Semaphore(max_connections)
        self._busy = 0
        self._calm = threading.Condition()
        if isinstance(address, str) and os.path.exists(address):
            os.unlink(address)
        super().__init__(address, Handler)
        if isinstance(address, str):
            # Who may reach it is decided by its folder, who may ask by the token.
            os.chmod(address, 0o666)

    def process_request(self, request, client_address):
        # At the limit new connections wait in the kernel's queue.
        self._slots.acquire()
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._slots.release()

    def handle_error(self, request, client_address):
        # A client that leaves is no error of ours.
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            traceback.print_exc()

    def begin(self):
        with self._calm:
            self._busy += 1

    def end(self):
        with self._calm:
            self._busy -= 1
            self._calm.notify_all()

    def stop(self, grace):
        """Takes no new connection and waits for the requests under way."""
        self.is_stopping = True
        self.shutdown()
        with self._calm:
            self._calm.wait_for(lambda: self._busy == 0, timeout=grace)
        self.server_close()


def family_of(address):
    if isinstance(address, str):
        return socket.AF_UNIX
    return socket.AF_INET6 if ":" in address[0] else socket.AF_INET


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "cairn"
    sys_version = ""
    disable_nagle_algorithm = False
    # Head and body leave in one write.
    wbufsize = -1
    timeout = 120

    def setup(self):
        super().setup()
        if self.connection.family != socket.AF_UNIX:
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)

    def address_string(self):
        return "gateway"

    def log_message(self, *_):
        """Requests are counted and logged by the gateway."""

    def do_GET(self):
        self._serve("GET")

    def do_POST(self):
        self._serve("POST")

    def send_error(self, code, message=None, explain=None):
        self.close_connection = True
        self._send(code, {"error": message or "This request cannot be served."})

    def _serve(self, method):
        self.server.begin()
        try:
            body = self._read_body()
            if body is not None:
                self._route(method, self.path.split("?", 1)[0], body)
        except BadRequest as error:
            self._send(400, {"error": str(error)})
        except ConnectionError:
            raise
        except MemoryError:
            self._send(503, {"error": "There was not enough memory for this request. Send fewer rows at a time."})
        except Exception as error:
            request_id = self.headers.get("x-request-id", "")
            print(f"Request {request_id} failed:", file=sys.stderr)
            traceback.print_exc()
            sys.stderr.flush()
            self._send(500, {"error": f"The model could not answer this input ({type(error).__name__}). Its log says why, at request {request_id}."})
        finally:
            self.server.end()

    def _route(self, method, path, body):
        server = self.server
        if path == "/v2/health/live":
            return self._send(200, {"live": True})
        if path == "/v2/health/ready":
            return self._ready()
        if not hmac.compare_digest(self.headers.get(TOKEN_HEADER, "").encode(), server.token.encode()):
            return self._send(401, {"error": "This server answers its gateway only."})
        if path == "/v2":
            return self._send(200, {"name": "cairn", "version": "1", "extensions": ["binary_tensor_data", "classification"]})
        found = MODEL_PATH.match(path)
        if not found or found[1] != server.name or found[2] not in (None, server.version):
            return self._send(404, {"error": f"Nothing is served at this path. The model is '{server.name}', version {server.version}."})
        if found[3] == "/infer":
            if method != "POST":
                return self._send(405, {"error": "Send an infer request as POST."})
            return self._infer(body)
        if method != "GET":
            return self._send(405, {"error": "Ask for this with GET."})
        if found[3] == "/ready":
            return self._ready()
        if server.model is None:
            return self._ready()
        described = {"name": server.name, "versions": [server.version], "platform": "sklearn_joblib"}
        return self._send(200, {**described, "inputs": server.model.inputs, "outputs": server.model.outputs})

    def _ready(self):
        if self.server.model is None or self.server.is_stopping:
            return self._send(503, {"error": "The model is not loaded yet."})
        return self._send(200, {"name": self.server.name, "ready": True})

    def _infer(self, body):
        server = self.server
        if server.model is None:
            return self._ready()
        length = self.headers.get("inference-header-content-length")
        if length is not None and (not length.isdigit() or int(length) > len(body)):
            raise BadRequest("Inference-Header-Content-Length has to be the length of the JSON part.")
        answer, head = infer(server.model, server.name, server.version, body, int(length) if length is not None else None)
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if head is None else "application/octet-stream")
        if head is not None:
            self.send_header("Inference-Header-Content-Length", str(head))
        self._finish(answer)

    def _send(self, status, value):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self._finish(dumps(value))

    def _finish(self, body):
        self.send_header("Content-Length", str(len(body)))
        if self.server.is_stopping or self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _read_body(self):
        """The whole body, unpacked; None when it was refused."""
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            body = self._read_chunks()
        else:
            length = self.headers.get("content-length", "0")
            body = None if not length.isdigit() or int(length) > self.server.max_body else self.rfile.read(int(length))
        if body is None:
            self.close_connection = True
            self._send(413, {"error": f"A request may have {self.server.max_body // 2**20} MiB. Send fewer rows at a time."})
            return None
        return self._unpack(body)

    def _read_chunks(self):
        parts, size = [], 0
        while True:
            length = int(self.rfile.readline(1000).split(b";", 1)[0], 16)
            size += length
            if size > self.server.max_body:
                return None
            if length == 0:
                while self.rfile.readline(65536) not in (b"\r\n", b"\n", b""):
                    pass
                return b"".join(parts)
            parts.append(self.rfile.read(length))
            self.rfile.readline(10)

    def _unpack(self, body):
        coding = self.headers.get("content-encoding", "identity").lower()
        if coding == "identity":
            return body
        if coding not in ("gzip", "deflate"):
            raise BadRequest(f"Content-Encoding '{coding}' is not served; send gzip, deflate or none.")
        try:
            unpacking = zlib.decompressobj(31 if coding == "gzip" else 15)
            plain = unpacking.decompress(body, self.server.max_body)
        except zlib.error:
            raise BadRequest(f"The body is not valid {coding}.") from None
        if unpacking.unconsumed_tail:
            raise BadRequest(f"Unpacked, a request may have {self.server.max_body // 2**20} MiB.")
        return plain
