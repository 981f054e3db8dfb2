"""The client's side of crypto/PROTOCOL.md, written from that page alone and not from the program's source.

Needs Python 3.9 and the package `cryptography`.
"""
import base64
import collections
import hashlib
import hmac
import ipaddress
import os
import socket
import struct
import threading
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

OPEN, REPLY, DATA, DATAGRAM, END, RESET, PAD, PING = range(1, 9)
CONNECT, BIND, UDP_ASSOCIATE = 1, 2, 3

TAG = 16
HEAD_1 = 16 + 46 + TAG
HEAD_2 = 16 + 34 + TAG
RECORD_HEADER = 5 + TAG
MAX_BODY = 65519


class ProtocolError(Exception):
    """The server did what the page does not allow."""


def hkdf(salt, ikm, info, length):
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(ikm)


def sha256(octets):
    return hashlib.sha256(octets).digest()


def xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other))


def public(private):
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def agree(private, peer):
    """An all-zero result raises ValueError."""
    return private.exchange(X25519PublicKey.from_public_bytes(peer))


class Link:
    """culvert://KEYS@HOST:PORT#NAME"""

    def __init__(self, text):
        keys, _, rest = text.strip()[len("culvert://"):].partition("@")
        octets = base64.urlsafe_b64decode(keys)
        self.server_key, self.user_id, self.psk = octets[:32], octets[32:40], octets[40:]
        self.host, _, port = rest.partition("#")[0].rpartition(":")
        self.port = int(port)


class Noise:
    """The initiator of Noise_NKpsk0_25519_AESGCM_SHA256 (rev. 34): -> psk, e, es  <- e, ee"""

    def __init__(self, prologue, server_key):
        self.h = self.ck = b"Noise_NKpsk0_25519_AESGCM_SHA256"
        self.key = None
        self.nonce = 0
        self.mix_hash(prologue)
        self.mix_hash(server_key)

    def mix_hash(self, octets):
        self.h = sha256(self.h + octets)

    def mix_key(self, ikm):
        out = hkdf(self.ck, ikm, b"", 64)
        self.ck, self.key, self.nonce = out[:32], out[32:], 0

    def mix_key_and_hash(self, ikm):
        out = hkdf(self.ck, ikm, b"", 96)
        self.ck, self.key, self.nonce = out[:32], out[64:], 0
        self.mix_hash(out[32:64])

    def mix_ephemeral(self, e):
        """Section 9.2: in a psk handshake e goes into the key too."""
        self.mix_hash(e)
        self.mix_key(e)

    def next_nonce(self):
        self.nonce += 1
        return struct.pack(">IQ", 0, self.nonce - 1)

    def seal(self, payload):
        sealed = AESGCM(self.key).encrypt(self.next_nonce(), payload, self.h)
        self.mix_hash(sealed)
        return sealed

    def open(self, sealed):
        payload = AESGCM(self.key).decrypt(self.next_nonce(), sealed, self.h)
        self.mix_hash(sealed)
        return payload

    def split(self):
        out = hkdf(self.ck, b"", b"", 64)
        return out[:32], out[32:]


def envelope_key(server_key):
    return hkdf(b"", server_key, b"culvert/2 envelope", 32)


def envelope(ek, salts, label, length):
    out = hkdf(salts, ek, label, length + 32)
    return out[:length], out[length:]


def tag(mac_key, octets):
    return hmac.new(mac_key, octets, hashlib.sha256).digest()[:TAG]


class Handshake:
    """One handshake of a client: message_1, read_head_2, read_payload_2, in this order."""

    def __init__(self, server_key, user_id, psk, salt=None, ephemeral=None):
        self.server_key, self.user_id, self.psk = server_key, user_id, psk
        self.salt = salt or os.urandom(16)
        self.ephemeral = ephemeral or X25519PrivateKey.generate()
        self.ek = envelope_key(server_key)

    def message_1(self, milliseconds=None, padding=None):
        now = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
        pad = int.from_bytes(os.urandom(2), "big") % 901 if padding is None else padding
        payload = struct.pack(">QBH", now, 0, pad) + bytes(pad)
        e = public(self.ephemeral)
        es = agree(self.ephemeral, self.server_key)
        masked_id = xor(self.user_id, hkdf(self.salt, es, b"culvert/2 user" + e, 8))
        fields = e + masked_id + struct.pack(">IH", now // 60_000, len(payload) + TAG)
        mask, mac_key = envelope(self.ek, self.salt, b"culvert/2 message 1", 46)
        head = self.salt + xor(fields, mask)
        head += tag(mac_key, head)
        self.noise = Noise(b"culvert/2" + head, self.server_key)
        self.noise.mix_key_and_hash(self.psk)
        self.noise.mix_ephemeral(e)
        self.noise.mix_key(es)
        return head + self.noise.seal(payload)

    def read_head_2(self, head):
        """Returns the length of the sealed payload that follows."""
        self.head_2 = head
        salt, masked = head[:16], head[16:50]
        mask, mac_key = envelope(self.ek, self.salt + salt, b"culvert/2 message 2", 34)
        if not hmac.compare_digest(tag(mac_key, salt + masked), head[50:]):
            raise ProtocolError("the tag of message 2 is wrong")
        fields = xor(masked, mask)
        self.e_s, length = fields[:32], int.from_bytes(fields[32:], "big")
        if not 19 <= length <= 2048:
            raise ProtocolError("message 2 announces a payload of %d octets" % length)
        return length

    def read_payload_2(self, sealed):
        self.noise.mix_ephemeral(self.e_s)
        self.noise.mix_key(agree(self.ephemeral, self.e_s))
        self.noise.open(sealed)
        self.k_up, self.k_down = self.noise.split()
        self.h = sha256(self.noise.h + self.head_2)


def stream_secrets(direction_key, index):
    out = hkdf(b"", direction_key, b"culvert/2 stream" + struct.pack(">Q", index), 48)
    return out[:32], out[32:]


class Segments:
    """The numbered segments of one direction of a stream, for either side of it."""

    def __init__(self, ikm, header, context):
        self.aead = AESGCM(hkdf(header[:32], ikm, context, 32))
        self.prefix = header[32:]
        self.count = 0

    def nonce(self, last):
        self.count += 1
        return self.prefix + struct.pack(">IB", self.count - 1, last)

    def seal(self, plain, last=False):
        return self.aead.encrypt(self.nonce(last), plain, None)

    def open(self, sealed, last=False):
        return self.aead.decrypt(self.nonce(last), sealed, None)


class Sealer:
    """The outgoing records of one stream."""

    def __init__(self, direction_key, index, context):
        ikm, self.pads = stream_secrets(direction_key, index)
        self.header = os.urandom(39)
        self.segments = Segments(ikm, self.header, context)
        self.records = 0

    def seal(self, kind, body=b""):
        start = b"" if self.records else self.header
        terminal = kind in (END, RESET)
        pad = 0
        if self.records < 8:
            pad = int.from_bytes(self.pads[2 * self.records:2 * self.records + 2], "big") % 901
        pad = max(min(pad, MAX_BODY - len(body)), 1 if kind == END else 0)
        self.records += 1
        sealed = self.segments.seal(struct.pack(">BHH", kind, pad, len(body)))
        if len(body) + pad:
            sealed += self.segments.seal(body + bytes(pad), terminal)
        return start + sealed


class Opener:
    """The incoming records of one stream; need(n) returns the next n octets."""

    def __init__(self, direction_key, index, context, need):
        ikm, _ = stream_secrets(direction_key, index)
        self.need = need
        self.segments = Segments(ikm, need(39), context)

    def next(self):
        kind, pad, length = struct.unpack(">BHH", self.segments.open(self.need(RECORD_HEADER)))
        if not OPEN <= kind <= PING or pad + length > MAX_BODY:
            raise ProtocolError("a record of type %d with %d + %d octets" % (kind, length, pad))
        terminal = kind in (END, RESET)
        if terminal and pad + length == 0:
            raise ProtocolError("an empty last segment")
        if kind in (END, PAD, PING) and length:
            raise ProtocolError("a record of type %d with a body" % kind)
        if pad + length == 0:
            return kind, b""
        return kind, self.segments.open(self.need(length + pad + TAG), terminal)[:length]


def address(host, port):
    try:
        ip = ipaddress.ip_address(host)
        octets = bytes([1 if ip.version == 4 else 4]) + ip.packed
    except ValueError:
        name = host.encode("ascii")
        octets = bytes([3, len(name)]) + name
    return octets + struct.pack(">H", port)


def read_address(octets):
    """The host, the port, and what follows."""
    kind = octets[0]
    if kind == 3:
        end = 2 + octets[1]
        host = octets[2:end].decode("ascii")
    else:
        end = 1 + {1: 4, 4: 16}[kind]
        host = str(ipaddress.ip_address(octets[1:end]))
    return host, int.from_bytes(octets[end:end + 2], "big"), octets[end + 2:]


def open_body(command, host, port):
    return bytes([command]) + address(host, port)


class Reply(collections.namedtuple("Reply", "code reason bound")):
    """The body of REPLY; the bound address is a host and a port."""

    @classmethod
    def read(cls, body):
        host, port, rest = read_address(body[2:])
        if rest:
            raise ProtocolError("octets behind the address of a REPLY")
        return cls(body[0], body[1], (host, port))


class Tunnel:
    """One tunnel connection after its handshake; its streams come one after the other."""

    def __init__(self, link, timeout=30):
        self.socket = socket.create_connection((link.host, link.port), timeout)
        self.handshake = Handshake(link.server_key, link.user_id, link.psk)
        self.socket.sendall(self.handshake.message_1())
        self.handshake.read_payload_2(self.need(self.handshake.read_head_2(self.need(HEAD_2))))
        self.streams = 0

    def need(self, length):
        parts = []
        while length:
            part = self.socket.recv(min(length, 1 << 16))
            if not part:
                raise ProtocolError("the connection ended before END")
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def stream(self):
        self.streams += 1
        return Stream(self, self.streams - 1)

    def close(self):
        self.socket.close()


class Stream:
    """One stream; one thread may send while another receives."""

    def __init__(self, tunnel, index):
        self.tunnel, self.index = tunnel, index
        shake = tunnel.handshake
        self.sealer = Sealer(shake.k_up, index, shake.h)
        self.opener = None
        self.lock = threading.Lock()
        self.ended = False

    def send(self, kind, body=b""):
        with self.lock:
            self.ended |= kind in (END, RESET)
            self.tunnel.socket.sendall(self.sealer.seal(kind, body))

    def answer_ping(self):
        with self.lock:
            if not self.ended:
                self.tunnel.socket.sendall(self.sealer.seal(PAD))

    def receive_any(self):
        """The next record: its type and body."""
        if self.opener is None:
            shake = self.tunnel.handshake
            self.opener = Opener(shake.k_down, self.index, shake.h, self.tunnel.need)
        kind, body = self.opener.next()
        if kind == PING:
            self.answer_ping()
        return kind, body

    def receive(self):
        """The next record that is no PAD and no PING."""
        kind, body = self.receive_any()
        while kind in (PAD, PING):
            kind, body = self.receive_any()
        return kind, body

    def expect(self, wanted):
        kind, body = self.receive()
        if kind != wanted:
            raise ProtocolError("type %d instead of %d" % (kind, wanted))
        return body

    def name(self):
        """By which a repeated request names this stream."""
        return self.tunnel.handshake.h[:8] + struct.pack(">Q", self.index)

    def open(self, command, host, port, repeated=b""):
        self.send(OPEN, open_body(command, host, port) + repeated)
        return self.reply()

    def reply(self):
        return Reply.read(self.expect(REPLY))
