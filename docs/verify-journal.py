#!/usr/bin/env python3
"""Checks the chain of a journal of runbook without runbook: verify-journal.py FILE [HEAD]

FILE is .runbook/runs/RUN/journal.jsonl. Each line is a JSON object whose first member, "prev", is the SHA-256 of the line before it
(without its line feed); that of the first line is of the text "runbook.journal/1 RUN" and a line feed. The digest of the last line is
the head. HEAD, when given, must be the digest of one of the lines, or its first 8 characters or more.
Ends with 0 when everything holds, with 1 when not.
"""
import hashlib
import json
import os
import sys


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    path = sys.argv[1]
    told = sys.argv[2].lower() if len(sys.argv) == 3 else None
    run = os.path.basename(os.path.dirname(os.path.abspath(path)))
    expected, records, found, good = sha256(f"runbook.journal/1 {run}\n".encode()), 0, None, True
    with open(path, "rb") as journal:
        for number, line in enumerate(journal, 1):
            if not line.endswith(b"\n"):
                print(f"line {number}: not written to its end, {len(line)} bytes")
                break
            line = line[:-1]
            try:
                record = json.loads(line)
                prev = next(iter(record.items()))
            except (ValueError, AttributeError, StopIteration):
                prev = None
            if prev != ("prev", expected):
                print(f"line {number}: does not follow the record before it")
                good = False
            expected, records = sha256(line), number
            if told and len(told) >= 8 and expected.startswith(told):
                found = found or number
    print(f"{run}: {records} records, head {expected}")
    if told:
        print(f"head {told} is that of line {found}" if found else f"head {told} is not in this journal")
        good = good and found is not None
    sys.exit(0 if good else 1)


main()
