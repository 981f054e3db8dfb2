"""What PythonClientIT asks of a server: one command of this file a test. A result goes to standard output."""
import hashlib
import os
import re
import socket
import sys
import threading

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

import culvert_wire as wire
from culvert_wire import Link, ProtocolError, Tunnel

CHUNK = 50_000


def connected(tunnel, host, port):
    stream = tunnel.stream()
    reply = stream.open(wire.CONNECT, host, int(port))
    if reply.code:
        raise ProtocolError("refused with %d" % reply.code)
    return stream


def octets_until_end(stream):
    while True:
        kind, body = stream.receive()
        if kind == wire.END:
            return
        if kind != wire.DATA:
            raise ProtocolError("type %d among DATA" % kind)
        yield body


def text_until_end(stream):
    return b"".join(octets_until_end(stream)).decode()


def send_all(stream, octets):
    for at in range(0, len(octets), CHUNK):
        stream.send(wire.DATA, octets[at:at + CHUNK])
    stream.send(wire.END)


def example(page):
    """Computes the worked example anew from its keys."""
    text = open(page, encoding="utf-8").read()
    pairs = re.findall(r"^([a-z0-9-]+) += ([0-9a-f \n]+)$", text, re.MULTILINE)
    given = {name: bytes.fromhex(re.sub(r"\s", "", value)) for name, value in pairs}
    counting = bytes((0x80 + i) % 256 for i in range(48))
    shake = wire.Handshake(
        given["server-public-key"], given["user-id"], given["psk"], counting[:16],
        X25519PrivateKey.from_private_bytes(counting[16:]))
    assert shake.ek == given["ek"]
    assert wire.agree(shake.ephemeral, shake.server_key) == given["es"]
    assert shake.message_1(1_800_000_000_000, 5) == given["message-1"]
    head, payload = given["message-2"][:wire.HEAD_2], given["message-2"][wire.HEAD_2:]
    assert shake.read_head_2(head) == len(payload)
    shake.read_payload_2(payload)
    assert shake.noise.h == given["handshake-hash"]
    assert shake.h == given["session-hash"]
    opening = wire.open_body(wire.CONNECT, "example.com", 443)
    assert first_record(shake.k_up, shake.h, given["upstream-open"]) == (wire.OPEN, opening)
    assert first_record(shake.k_down, shake.h, given["downstream-data"]) == (wire.DATA, b"hello")
    return "true"


def first_record(key, context, octets):
    rest = bytearray(octets)

    def need(length):
        part = bytes(rest[:length])
        del rest[:length]
        return part

    record = wire.Opener(key, 0, context, need).next()
    assert not rest
    return record


def echo(link, host, port, length, streams):
    """Sends octets to an echo and takes them back meanwhile, on one stream after the other."""
    tunnel = Tunnel(Link(link))
    for _ in range(int(streams)):
        stream = connected(tunnel, host, port)
        sent = os.urandom(int(length))
        sender = threading.Thread(target=send_all, args=(stream, sent))
        sender.start()
        received = hashlib.sha256()
        for body in octets_until_end(stream):
            received.update(body)
        sender.join()
        assert received.digest() == wire.sha256(sent)
    return "%s times %s octets" % (streams, length)


def ask(link, host, port, question):
    """Ends its direction behind the question, before there is an answer."""
    stream = connected(Tunnel(Link(link)), host, port)
    send_all(stream, question.encode())
    return text_until_end(stream)


def refused(link, host, port, next_port):
    """The code of a refusal, and whether the connection carries the next stream."""
    tunnel = Tunnel(Link(link))
    stream = tunnel.stream()
    reply = stream.open(wire.CONNECT, host, int(port))
    stream.expect(wire.END)
    stream.send(wire.END)
    stream = connected(tunnel, host, next_port)
    send_all(stream, b"next")
    return "%d, then %s" % (reply.code, text_until_end(stream))


def cut(link, host, port):
    """Ends the TCP connection without END."""
    tunnel = Tunnel(Link(link))
    connected(tunnel, host, port).send(wire.DATA, b"half a ")
    tunnel.close()
    return "cut"


def associate(link, host, port, question):
    stream = Tunnel(Link(link)).stream()
    assert stream.open(wire.UDP_ASSOCIATE, "0.0.0.0", 0).code == 0
    stream.send(wire.DATAGRAM, wire.address(host, int(port)) + question.encode())
    source, source_port, answer = wire.read_address(stream.expect(wire.DATAGRAM))
    stream.send(wire.END)
    stream.expect(wire.END)
    return "%s:%d %s" % (source, source_port, answer.decode())


def bind(link):
    """The peer is another socket of this program."""
    stream = Tunnel(Link(link)).stream()
    listening = stream.open(wire.BIND, "127.0.0.1", 0)
    assert listening.code == 0
    with socket.create_connection(("127.0.0.1", listening.bound[1]), 10) as peer:
        assert stream.reply() == wire.Reply(0, 0, peer.getsockname())
        peer.sendall(b"from the peer")
        peer.shutdown(socket.SHUT_WR)
        heard = text_until_end(stream)
        send_all(stream, b", to the peer")
        while part := peer.recv(100):
            heard += part.decode()
    return heard


def pads(link, host, port, count, body):
    """Whether an echo still answers behind so many PADs with such a body."""
    stream = connected(Tunnel(Link(link)), host, port)
    try:
        for _ in range(int(count)):
            stream.send(wire.PAD, body.encode())
        send_all(stream, b"still there")
        return text_until_end(stream)
    except (ProtocolError, OSError):
        return "the connection ended"


def is_closed(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def ping(link, host, port):
    stream = connected(Tunnel(Link(link)), host, port)
    stream.send(wire.PING)
    kind, _ = stream.receive_any()
    return "PAD" if kind == wire.PAD else "type %d" % kind


def repeat(link, host, port):
    """Repeats a request whose stream has begun, and one whose stream has not."""
    begun = connected(Tunnel(Link(link)), host, port)
    again = Tunnel(Link(link)).stream()
    refusal = again.open(wire.CONNECT, host, int(port), begun.name())
    again.expect(wire.END)
    unused = Tunnel(Link(link))
    served = Tunnel(Link(link)).stream()
    reply = served.open(wire.CONNECT, host, int(port), unused.stream().name())
    assert is_closed(unused.socket)
    return "%d for reason %d, %d" % (refusal.code, refusal.reason, reply.code)


def silent(connection, patience):
    connection.settimeout(patience)
    try:
        return connection.recv(1) is None
    except socket.timeout:
        return True


def stranger(link):
    """A genuine first message, the same again, and one of a user whom nobody knows."""
    whose = Link(link)
    first = wire.Handshake(whose.server_key, whose.user_id, whose.psk).message_1()
    unknown = wire.Handshake(whose.server_key, os.urandom(8), whose.psk).message_1()
    answers = []
    for message in (first, first, unknown):
        with socket.create_connection((whose.host, whose.port), 10) as connection:
            connection.sendall(message)
            answers.append("silence" if silent(connection, 2) else "answer")
    return ", ".join(answers)


def main():
    commands = {f.__name__: f for f in (
        example, echo, ask, refused, cut, associate, bind, pads, ping, repeat, stranger)}
    print(commands[sys.argv[1]](*sys.argv[2:]), end="")


main()
