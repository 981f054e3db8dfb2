#!/bin/sh
# axios 1.21.1 treats a SOCKS proxy of the environment in two ways, and neither is SOCKS. For an http URL the request fails by an
# assertion, "protocol mismatch", before anything is sent. For an https URL it takes the proxy for an HTTP proxy and sends CONNECT.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts axios@1.21.1 >install.log 2>&1 || { cat install.log; exit 1; }

cat >run.js <<'JS'
const net = require('net');
const axios = require('axios');

async function show(url) {
  let first = 'nothing';
  const proxy = net.createServer(socket => {
    socket.on('error', () => {});
    socket.once('data', octets => {
      first = String(octets).split('\r\n')[0];
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    });
  });
  await new Promise(done => proxy.listen(0, '127.0.0.1', done));
  const value = 'socks5h://127.0.0.1:' + proxy.address().port;
  process.env.http_proxy = value;
  process.env.https_proxy = value;
  const error = await axios.get(url).then(() => 'no error', failure => failure.code);
  console.log(url + ' sent: ' + first + ' | ' + error);
  proxy.close();
}

show('http://target.example/').then(() => show('https://target.example/')).then(() => process.exit(0));
JS
env -u no_proxy -u NO_PROXY -u all_proxy -u ALL_PROXY timeout 60 node run.js 2>/dev/null | tee seen
cat >expected <<'TEXT'
http://target.example/ sent: nothing | ERR_ASSERTION
https://target.example/ sent: CONNECT target.example:443 HTTP/1.1 | ERR_BAD_REQUEST
TEXT
diff expected seen
