# http effects over TLS with an authority of our own, and what goes along with a redirect.
. "$ROOT/test/cli/helper"

# An authority, a certificate for "localhost" and one that has run out.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key \
    -out ca.pem -subj /CN=authority -days 2 2>err || fail "openssl"
sign() {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" \
        -out "$1.csr" -subj /CN=localhost 2>err || fail "openssl req"
    printf 'subjectAltName=DNS:localhost\n' >names
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -extfile names \
        -out "$1.pem" -days "$2" 2>err || fail "openssl x509"
}
sign good 2
sign old -1

cat >server.py <<'PROGRAM'
import http.server, json, ssl, threading
ports = {}
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(size).decode()
        kind, _, where = self.path[1:].partition("/")
        if kind in ("301", "302", "303", "307", "308"):
            self.send_response(int(kind))
            self.send_header("Location", where if ":" in where else "/" + where)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        names = ("Authorization", "Cookie", "X-Token", "Accept", "Content-Type", "Idempotency-Key")
        seen = {name: self.headers[name] for name in names if name in self.headers}
        data = json.dumps([self.command, body, seen]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
    do_POST = do_PUT = do_GET
    def log_message(self, *args):
        pass
def serve(name, certificate):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate + ".pem", certificate + ".key")
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
    ports[name] = server.server_address[1]
    threading.Thread(target=server.serve_forever).start()
serve("good", "good")
serve("old", "old")
serve("plain", None)
serve("other", None)
with open("ports~", "w") as file:
    for name, port in ports.items():
        file.write(f"{name}={port}\n")
import os
os.rename("ports~", "ports")
PROGRAM
/usr/bin/python3 server.py 2>server.err &
server=$!
on_exit 'kill $server 2>/dev/null'
wait_until test -s ports
. ./ports

# ask CODE: with the addresses in it.
ask() {
    status=0
    "$PERDURE" exec --allow-net=localhost --allow-net=127.0.0.1 -c "
from perdure import http
safe, old = 'https://localhost:$good', 'https://localhost:$old'
plain, other = 'http://127.0.0.1:$plain', 'http://127.0.0.1:$other'
secret = {'Authorization': 'Basic eA==', 'Cookie': 'a=b', 'X-Token': 't', 'Accept': 'text/plain'}
def seen(response):
    method, body, headers = response.json()
    headers.pop('Idempotency-Key', None)
    if headers.get('Accept') == '*/*':
        headers.pop('Accept')
    return method, body, sorted(headers)
$1" >out 2>err || status=$?
}

ask 'http.get(safe)'
err_has "ConnectionError"
err_has "certificate"
export SSL_CERT_FILE=ca.pem
ask 'print(http.get(safe).status, http.get(safe + "/302/x", redirects=1).url == safe + "/x")'
out_is "200 True"
ask 'http.get(old)'
err_has "certificate has expired"
ask "http.get('https://127.0.0.1:$good')"
err_has "127.0.0.1"
[ "$status" = 1 ] || fail "a certificate for another name"
ask "http.get('https://localhost:$plain')"
[ "$status" = 1 ] || fail "TLS to a server without"
err_has "ConnectionError"
SSL_CERT_FILE=missing.pem ask 'http.get(safe)'
[ "$status" = 1 ] || fail "a missing file of authorities"
err_has "missing.pem"

# The same service sees the same headers, another one no credentials.
ask 'print(seen(http.get(plain + "/302/x", headers=secret, redirects=1)))'
out_is "('GET', '', ['Accept', 'Authorization', 'Cookie', 'X-Token'])"
ask 'print(seen(http.get(f"{plain}/302/{other}/x", headers=secret, redirects=1)))'
out_is "('GET', '', ['Accept'])"
ask 'print(seen(http.get(f"{safe}/302/{plain}/x", headers=secret, redirects=1)))'
out_is "('GET', '', ['Accept'])"
ask 'print(seen(http.get(f"{plain}/302/{other}/302/{plain}/x", headers=secret, redirects=2)))'
out_is "('GET', '', ['Accept'])"
# What was posted goes along with 307 and 308 only.
for code in 307 308; do
    ask "print(seen(http.post(f'{plain}/$code/x', json={'a': 1}, redirects=1)))"
    out_is "('POST', '{\"a\": 1}', ['Content-Type'])"
done
for code in 301 302 303; do
    ask "print(seen(http.post(f'{plain}/$code/x', json={'a': 1}, redirects=1)))"
    out_is "('GET', '', [])"
done
ask 'print(seen(http.put(f"{plain}/302/x", body="p", redirects=1)))'
out_is "('PUT', 'p', [])"
# Redirects are counted, and their addresses have to be granted.
ask 'print(http.get(plain + "/302/302/302/x", redirects=2).status)'
out_is 302
ask 'http.get(plain + "/302/http://example.org/", redirects=2)'
err_has "PermissionError: example.org:80 is not granted: start the program with --allow-net="
ask 'http.get(plain + "/302/file:///etc/passwd", redirects=2)'
[ "$status" = 1 ] || fail "a redirect to a file"
