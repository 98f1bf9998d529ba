# http effects against a real server: answers, failures, limits, grants, the idempotency key.
. "$ROOT/test/cli/helper"

/usr/bin/python3 - >port <<'PROGRAM' &
import http.server, sys, time
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def answer(self, status, body, *headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        if self.path == "/big":
            self.answer(200, b"x" * 100000)
        elif self.path == "/slow":
            time.sleep(3)
            self.answer(200, b"late")
        elif self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"short")
            self.close_connection = True
        elif self.path == "/away":
            self.answer(302, b"", ("Location", "/here"))
        elif self.path == "/far":
            self.answer(302, b"", ("Location", "http://localhost:1/"))
        elif self.path == "/round":
            self.answer(302, b"", ("Location", "/round"))
        else:
            self.answer(200, self.path.encode(), ("X-One", "a"), ("X-One", "b"))
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        lines = [self.command, self.headers.get("Idempotency-Key", "-"),
                 self.headers.get("Content-Type", "-"), body.decode()]
        self.answer(201, " ".join(lines).encode())
    do_PUT = do_POST
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
PROGRAM
server=$!
on_exit 'kill $server 2>/dev/null'
wait_until test -s port
port=$(cat port)
url=http://127.0.0.1:$port

ask() {
    status=0
    "$PERDURE" exec --allow-net=127.0.0.1:"$port" -c "
from perdure import http
url = '$url'
$1" >out 2>err || status=$?
}

ask 'r = http.get(url + "/hello?x=1"); print(r.status, r.text, r.headers.count(["x-one", "a"]))'
out_is "200 /hello?x=1 1"
ask 'print(http.post(url, body="data").status)'
out_is 201
ask 'print(http.post(url, body=b"data", headers={"Idempotency-Key": "mine"}).text)'
out_is "POST mine - data"
ask 'print(http.post(url, json={"a": 1}, headers={"Idempotency-Key": "k"}).text)'
out_is 'POST k application/json {"a": 1}'
ask 'print(http.put(url, body="p", headers={"Idempotency-Key": "k"}).text)'
out_is "PUT k - p"
ask 'http.get(url + "/big", max_body=1000)'
err_has "OSError"
err_has "max_body"
ask 'http.get(url + "/slow", timeout=0.2)'
err_has "TimeoutError"
ask 'http.get(url + "/cut")'
err_has "ConnectionResetError"
ask 'print(http.get(url + "/away").status)'
out_is 302
ask 'r = http.get(url + "/away", redirects=3); print(r.status, r.text, r.url.endswith("/here"))'
out_is "200 /here True"
ask 'http.get(url + "/far", redirects=3)'
err_has "PermissionError"
err_has "localhost:1"
ask 'print(http.get(url + "/round", redirects=3).status)'
out_is 302
ask 'http.get("http://localhost:1/")'
err_has "PermissionError"
err_has "--allow-net=localhost:1"
ask 'http.get("file:///etc/passwd")'
err_has "ValueError"
ask 'http.get("nonsense")'
[ "$status" = 1 ] || fail "nonsense"
ask 'http.get(url, headers={"X": "a\r\nY: b"})'
err_has "ValueError"
ask 'http.get("http://127.0.0.1:" + str(int(url.rsplit(":", 1)[1])) + "/")'
[ "$status" = 0 ] || fail "the same address"
status=0
"$PERDURE" exec --allow-net=127.0.0.1 -c 'from perdure import http
http.get("http://127.0.0.1:1/")' >out 2>err || status=$?
err_has "ConnectionRefusedError: [Errno 111] Connection refused"

# In a run the key is stable and its own; the grants are remembered.
cat >keys.py <<'PROGRAM'
import sys
from perdure import http, signals
print(http.post(sys.argv[1], body="1").text.split()[1])
signals.wait("go")
print(http.post(sys.argv[1], body="2").text.split()[1])
PROGRAM
expect 3 "$PERDURE" run --no-wait --id=keys --allow-net=127.0.0.1:"$port" keys.py "$url"
grep -q keys out || fail "the key does not name the run"
expect 0 "$PERDURE" signal keys go
expect 0 "$PERDURE" resume keys
expect 0 "$PERDURE" output keys
[ "$(sort -u out | wc -l)" = 2 ] || fail "two requests, one key"
