#!/bin/sh
# nodemailer 10.6.1 with socks 2.8.11 loses the greeting of an SMTP server where it arrives in the same read as the SOCKS
# proxy's success reply, which TCP allows. It then waits until its greeting time-out. The same octets in two reads work.
# socks hands on what follows the reply one turn of the event loop later; nodemailer listens only after that turn.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts nodemailer@10.6.1 socks@2.8.11 >install.log 2>&1 || { cat install.log; exit 1; }

cat >run.js <<'JS'
const net = require('net');
const nodemailer = require('nodemailer');
const GREETING = '220 mail.test ESMTP\r\n';
const ANSWERS = { EHLO: '250 mail.test\r\n', QUIT: '221 bye\r\n' };

/* A SOCKS 5 proxy and its SMTP server in one; the pause stands between the reply and the greeting. */
function proxy(pause) {
  return net.createServer(socket => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', () => {
        const reply = Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 4, 210]);
        if (pause === 0) {
          socket.write(Buffer.concat([reply, Buffer.from(GREETING)]));
        } else {
          socket.write(reply);
          setTimeout(() => socket.write(GREETING), pause);
        }
        socket.on('data', line => socket.write(ANSWERS[String(line).slice(0, 4)] || '250 ok\r\n'));
      });
    });
  });
}

async function verify(pause) {
  const server = proxy(pause);
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const mail = nodemailer.createTransport({
    host: '192.0.2.1', port: 25, ignoreTLS: true, greetingTimeout: 3000,
    proxy: 'socks5://127.0.0.1:' + server.address().port,
  });
  mail.set('proxy_socks_module', require('socks'));
  const result = await mail.verify().then(() => 'ok', error => error.message);
  console.log((pause === 0 ? 'one write: ' : 'two writes: ') + result);
  mail.close();
  server.close();
}

verify(200).then(() => verify(0)).then(() => process.exit(0));
JS
timeout 60 node run.js | tee seen
cat >expected <<'TEXT'
two writes: ok
one write: Greeting never received
TEXT
diff expected seen
