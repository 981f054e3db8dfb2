package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.chaos.TestNameServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** CONNECT, BIND and UDP ASSOCIATE with the package {@code socks} of Node.js. */
class NodeSocksIT {
  private static final Path PACKAGE = Path.of("/usr/share/nodejs/socks");

  private static final String SCRIPT =
      """
      const { SocksClient } = require('%s');
      const net = require('net');
      const dgram = require('dgram');
      const [command, type, proxyPort, host, port] = process.argv.slice(2);
      const options = {
        proxy: { host: '127.0.0.1', port: +proxyPort, type: +type },
        command,
        destination: { host, port: +port },
        timeout: 15000,
      };

      function fail(error) {
        console.error(error);
        process.exit(1);
      }

      /* Sends a word, prints what comes until the end. */
      function talk(socket, word) {
        socket.on('data', data => process.stdout.write(data));
        socket.on('end', () => process.exit(0));
        socket.end(word);
        socket.resume();
      }

      function connect() {
        SocksClient.createConnection(options).then(info => talk(info.socket, 'question'), fail);
      }

      /* The peer is another socket of this program. */
      function bind() {
        const client = new SocksClient(options);
        client.on('error', fail);
        client.on('bound', info => {
          const peer = net.connect(info.remoteHost.port, info.remoteHost.host);
          peer.on('data', data => peer.end('peer heard ' + data));
          peer.on('error', fail);
        });
        client.on('established', info => talk(info.socket, 'client'));
        client.connect();
      }

      function associate() {
        const client = new SocksClient({ ...options, destination: { host: '0.0.0.0', port: 0 } });
        const udp = dgram.createSocket('udp4');
        client.on('error', fail);
        client.on('established', info => {
          udp.on('message', message => {
            const frame = SocksClient.parseUDPFrame(message);
            process.stdout.write(frame.remoteHost.host + ':' + frame.remoteHost.port + ' ' + frame.data);
            process.exit(0);
          });
          const frame = SocksClient.createUDPFrame({
            remoteHost: { host, port: +port },
            data: Buffer.from('question'),
          });
          udp.send(frame, info.remoteHost.port, info.remoteHost.host);
        });
        client.connect();
      }

      ({ connect, bind, associate })[command]();
      """
          .formatted(PACKAGE);

  private static Tunnel tunnel;
  private static TestNameServer names;
  private static Folder folder;

  @BeforeAll
  static void start() throws Exception {
    Image.needs("node");
    assumeTrue(Files.exists(PACKAGE), "the package socks of Node.js is not installed");
    names = new TestNameServer().add("target.example", "127.0.0.1");
    folder = Folder.create();
    folder.write("client.js", SCRIPT);
    tunnel =
        Tunnel.start(
            0,
            new String[] {
              "--targets.allow=127.0.0.0/8",
              "--dns.servers=" + names.address(),
              "--bind.enabled=true"
            },
            new String[0]);
  }

  @AfterAll
  static void stop() throws Exception {
    if (tunnel != null) {
      tunnel.close();
      folder.close();
      names.close();
    }
  }

  private static Program node(String command, int type, String host, int port) throws Exception {
    // Debian's own node finds its packages there; others have to be told.
    return Program.start(
        "env",
        "NODE_PATH=" + PACKAGE.getParent(),
        "node",
        folder.of("client.js"),
        command,
        "" + type,
        "" + tunnel.socksPort,
        host,
        "" + port);
  }

  @Test
  void connect() throws Exception {
    for (int type : new int[] {4, 5}) {
      for (String host : new String[] {"127.0.0.1", "target.example"}) {
        try (var target = new TcpTarget();
            var node = node("connect", type, host, target.port());
            var accepted = target.accept()) {
          assertEquals("question", TcpTarget.rest(accepted));
          TcpTarget.send(accepted, "answer");
          accepted.shutdownOutput();
          assertEquals(new Program.Result(0, "answer", ""), node.result(Program.PATIENCE));
        }
      }
    }
  }

  @Test
  void client20Bind() throws Exception {
    for (int type : new int[] {4, 5}) {
      try (var node = node("bind", type, "127.0.0.1", 4711)) {
        assertEquals(new Program.Result(0, "peer heard client", ""), node.result(Program.PATIENCE));
      }
    }
  }

  @Test
  void client20UdpAssociate() throws Exception {
    try (var target = new UdpTarget();
        var node = node("associate", 5, "127.0.0.1", target.port())) {
      UdpTarget.Datagram question = target.receive(Program.PATIENCE);
      assertEquals("question", question.text());
      target.send(question.from(), Wire.ascii("answer"));
      String expected = "127.0.0.1:" + target.port() + " answer";
      assertEquals(new Program.Result(0, expected, ""), node.result(Program.PATIENCE));
    }
  }
}
