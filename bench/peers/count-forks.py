#!/usr/bin/python3
"""count-forks.py GROUP: counts processes that the processes of a cpuacct cgroup, and those that they start, start while this runs.

Prints "ready" when it counts; when its standard input ends, the number. As root, outside of process namespaces. The kernel tells of each fork and
exit by its process connector (Documentation/driver-api/connector.rst, linux/cn_proc.h); a filter lets only those two kinds through."""
import ctypes
import os
import select
import socket
import struct
import sys

FORK, EXIT = 0x00000001, 0x80000000
WHAT = 36  # nlmsghdr (16 bytes), cn_msg (20 bytes), then proc_event, which begins with its kind


def attach_filter(link: socket.socket) -> None:
    """Classic BPF (linux/filter.h) loads words in network order: the kind is turned round here."""
    kinds = [socket.htonl(FORK), socket.htonl(EXIT)]
    program = [(0x20, 0, 0, WHAT), (0x15, 1, 0, kinds[0]), (0x15, 0, 1, kinds[1]), (0x06, 0, 0, 0xFFFFFFFF), (0x06, 0, 0, 0)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *one) for one in program))
    link.setsockopt(socket.SOL_SOCKET, 26, struct.pack("HL", len(program), ctypes.addressof(code)))  # SO_ATTACH_FILTER


link = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 11)  # NETLINK_CONNECTOR
link.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
attach_filter(link)
link.bind((os.getpid(), 1))  # CN_IDX_PROC
listen = struct.pack("=IIIIHHI", 1, 1, 0, 0, 4, 0, 1)  # CN_IDX_PROC, CN_VAL_PROC, sequence, acknowledgement, length, flags, PROC_CN_MCAST_LISTEN
link.send(struct.pack("=IHHII", 16 + len(listen), 3, 0, 0, os.getpid()) + listen)
with open(f"/sys/fs/cgroup/cpuacct/{sys.argv[1]}/cgroup.procs", encoding="ascii") as file:
    ours = {int(line) for line in file}
count = 0
print("ready", flush=True)
link.setblocking(False)


def drain() -> None:
    global count
    while True:
        try:
            message = link.recv(4096)
        except BlockingIOError:
            return
        (kind,) = struct.unpack_from("=I", message, WHAT)
        if kind == FORK:
            parent, child_thread, child = struct.unpack_from("=III", message, WHAT + 20)
            if child == child_thread and parent in ours:
                ours.add(child)
                count += 1
        elif kind == EXIT:
            thread, process = struct.unpack_from("=II", message, WHAT + 16)
            if thread == process:
                ours.discard(process)


while True:
    ready, _, _ = select.select([link, sys.stdin], [], [])
    if link in ready:
        drain()
    if sys.stdin in ready:
        drain()
        print(count, flush=True)
        break
