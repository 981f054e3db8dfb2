"""Plays systemd for one service of Type=notify: systemd.py NOTIFY_SOCKET WATCHDOG_USEC COMMAND...

Prints the service's process id, each message, and "watchdog timeout" where systemd would kill the service.
SIGUSR1 stops one thread of the service, carrier-0; SIGUSR2 lets it go on.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time

PTRACE_ATTACH, PTRACE_DETACH = 16, 17
WALL = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def say(text):
    print(text, flush=True)


def carrier(pid):
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/comm") as comm:
            if comm.read().strip() == "carrier-0":
                return int(task)
    raise SystemExit("no thread is called carrier-0")


def hold(thread):
    if libc.ptrace(PTRACE_ATTACH, thread, None, None) != 0:
        raise SystemExit("cannot stop a thread: " + os.strerror(ctypes.get_errno()))
    os.waitpid(thread, WALL)
    say("held")


def main(address, microseconds, *command):
    messages = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    messages.bind("\0" + address[1:] if address.startswith("@") else address)
    messages.settimeout(0.05)
    environment = dict(os.environ, NOTIFY_SOCKET=address, WATCHDOG_USEC=microseconds)
    service = subprocess.Popen(command, env=environment)
    say(f"pid {service.pid}")
    threads = []
    signal.signal(signal.SIGUSR1, lambda *_: threads.append(carrier(service.pid)) or hold(threads[0]))
    signal.signal(signal.SIGUSR2, lambda *_: libc.ptrace(PTRACE_DETACH, threads[0], None, None))
    heard = None
    while service.poll() is None:
        try:
            say(messages.recv(4096).decode())
            heard = time.monotonic()
        except socket.timeout:
            pass
        if heard and time.monotonic() - heard > int(microseconds) / 1e6:
            say("watchdog timeout")
            heard = None
    return service.returncode


sys.exit(main(*sys.argv[1:]))
