#!/bin/sh
# undici 7.30.2 sends an IPv6 address to a SOCKS 5 proxy as a domain name (ATYP 3) in brackets, "[2001:db8::1]", where RFC 1928
# has ATYP 4. An IPv4 address goes as ATYP 1. A proxy that looks such a name up finds nothing.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts undici@7.30.2 >install.log 2>&1 || { cat install.log; exit 1; }

cat >run.js <<'JS'
const net = require('net');
const { ProxyAgent, request } = require('undici');

async function show(url) {
  const proxy = net.createServer(socket => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', octets => {
        console.log(url + ' ' + octets.toString('hex'));
        socket.destroy();
      });
    });
  });
  await new Promise(done => proxy.listen(0, '127.0.0.1', done));
  const dispatcher = new ProxyAgent('socks5://127.0.0.1:' + proxy.address().port);
  await request(url, { dispatcher }).catch(() => {});
  proxy.close();
}

show('http://192.0.2.1/').then(() => show('http://[2001:db8::1]/')).then(() => process.exit(0));
JS
timeout 60 node run.js 2>/dev/null | tee seen
cat >expected <<'TEXT'
http://192.0.2.1/ 05010001c00002010050
http://[2001:db8::1]/ 050100030d5b323030313a6462383a3a315d0050
TEXT
diff expected seen
