#!/bin/sh
# PySocks 1.7.1 announces its UDP socket by a domain name, "0" (ATYP 3), with the socket's own port, where RFC 1928 has a client that
# does not know its address send zeros. A proxy that resolves DST.ADDR of UDP ASSOCIATE refuses it.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check PySocks==1.7.1

cat >run.py <<'PY'
import socket
import threading

import socks

proxy = socket.create_server(("127.0.0.1", 0))
seen = []


def serve():
    connection, _ = proxy.accept()
    connection.recv(100)
    connection.sendall(bytes([5, 0]))
    seen.append(connection.recv(100))
    connection.sendall(bytes([5, 1, 0, 1, 0, 0, 0, 0, 0, 0]))
    connection.close()


served = threading.Thread(target=serve)
served.start()
client = socks.socksocket(type=socket.SOCK_DGRAM)
client.set_proxy(socks.SOCKS5, "127.0.0.1", proxy.getsockname()[1])
try:
    client.sendto(b"question", ("192.0.2.1", 53))
except socks.ProxyError:
    pass
served.join()
request = seen[0]
port = int.from_bytes(request[-2:], "big")
print("VER CMD RSV ATYP", request[:4].hex(" "))
print("DST.ADDR", request[5 : 5 + request[4]])
print("DST.PORT is", "0" if port == 0 else "not 0")
PY
timeout 60 venv/bin/python run.py | tee seen
cat >expected <<'TEXT'
VER CMD RSV ATYP 05 03 00 03
DST.ADDR b'0'
DST.PORT is not 0
TEXT
diff expected seen
