package io.culvert.kerberos;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.MessageProp;

/**
 * The client's side of RFC 1961 over a socket, octet by octet, so that a test can do any of its
 * steps wrongly. Waits for at most ten seconds.
 */
public final class GssapiClient implements AutoCloseable {
  private static final int MILLIS = 10_000;

  /** A message: its MTYP and token. */
  public record Message(int mtyp, byte[] token) {}

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final DataOutputStream out;
  private GSSContext context;
  private boolean confidential;

  public GssapiClient(int port) throws IOException {
    socket.setSoTimeout(MILLIS);
    socket.connect(new InetSocketAddress("127.0.0.1", port), MILLIS);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  public Socket socket() {
    return socket;
  }

  public GSSContext context() {
    return context;
  }

  /** What follows is confidential, or only protected against change. */
  public void confidential(boolean on) {
    confidential = on;
  }

  public void write(byte[] octets) throws IOException {
    out.write(octets);
  }

  public byte[] read(int length) throws IOException {
    byte[] octets = new byte[length];
    in.readFully(octets);
    return octets;
  }

  /** Everything up to the server's end. */
  public byte[] rest() throws IOException {
    return in.readAllBytes();
  }

  public void send(int mtyp, byte[] token) throws IOException {
    var message = new ByteArrayOutputStream();
    var fields = new DataOutputStream(message);
    fields.writeByte(1);
    fields.writeByte(mtyp);
    fields.writeShort(token.length);
    fields.write(token);
    out.write(message.toByteArray());
  }

  /** The next message; an abort has an empty token. */
  public Message receive() throws IOException {
    if (in.readUnsignedByte() != 1) {
      throw new IOException("VER is not 01");
    }
    int mtyp = in.readUnsignedByte();
    return new Message(mtyp, mtyp == 0xff ? new byte[0] : read(in.readUnsignedShort()));
  }

  /** Offers GSSAPI as the only method and expects it to be selected. */
  public void selectMethod() throws IOException {
    write(new byte[] {5, 1, 1});
    byte[] selected = read(2);
    if (selected[0] != 5 || selected[1] != 1) {
      throw new IOException("GSSAPI was not selected: " + selected[1]);
    }
  }

  /** Negotiates the context; the MTYP of the server's answer tells whether it succeeded. */
  public int authenticate(KerberosUser user, GSSContext fresh) throws Exception {
    context = fresh;
    byte[] token = user.step(context, new byte[0]);
    send(1, token);
    Message answer = receive();
    if (answer.mtyp() == 1) {
      user.step(context, answer.token());
      if (!context.isEstablished()) {
        throw new IOException("one round was not enough");
      }
    }
    return answer.mtyp();
  }

  /** Proposes a level, and returns the one that the server chose. */
  public int proposeLevel(int level) throws Exception {
    send(2, context.wrap(new byte[] {(byte) level}, 0, 1, new MessageProp(0, false)));
    Message answer = receive();
    byte[] chosen =
        context.unwrap(answer.token(), 0, answer.token().length, new MessageProp(0, false));
    return answer.mtyp() == 2 && chosen.length == 1 ? chosen[0] : -1;
  }

  public byte[] wrap(byte[] clear) throws Exception {
    return context.wrap(clear, 0, clear.length, new MessageProp(0, confidential));
  }

  /** Opens a token and expects the protection that this client uses itself. */
  public byte[] unwrap(byte[] token) throws Exception {
    var quality = new MessageProp(0, false);
    byte[] clear = context.unwrap(token, 0, token.length, quality);
    if (quality.getPrivacy() != confidential) {
      throw new IOException("the server's message has privacy " + quality.getPrivacy());
    }
    return clear;
  }

  public void sendProtected(byte[] clear) throws Exception {
    send(3, wrap(clear));
  }

  /** The clear octets of at least this many, message by message. */
  public byte[] receiveProtected(int length) throws Exception {
    var clear = new ByteArrayOutputStream();
    while (clear.size() < length) {
      Message message = receive();
      if (message.mtyp() != 3) {
        throw new IOException("MTYP is " + message.mtyp());
      }
      clear.write(unwrap(message.token()));
    }
    return clear.toByteArray();
  }

  /** Whether the server has ended the stream, after messages that are taken for none. */
  public boolean atEnd() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
