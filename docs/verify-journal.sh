#!/bin/sh
# Checks the chain of a journal of runbook without runbook: sh verify-journal.sh FILE [HEAD]
#
# FILE is .runbook/runs/RUN/journal.jsonl. Each line is a JSON object whose first member, "prev", is the SHA-256 of the line before it
# (without its line feed); that of the first line is of the text "runbook.journal/1 RUN" and a line feed. The digest of the last line is
# the head. HEAD, when given, must be the digest of one of the lines, or its first 8 characters or more.
# Ends with 0 when everything holds, with 1 when not. Needs a POSIX shell and sha256sum.
set -u
LC_ALL=C
export LC_ALL

[ $# -ge 1 ] && [ $# -le 2 ] && [ -r "$1" ] || { sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 1; }
folder=$(CDPATH='' cd -- "$(dirname -- "$1")" && pwd -P) || exit 1
run=${folder##*/}
told=${2:-}
[ -z "$told" ] || [ "${#told}" -ge 8 ] || { echo "a head has at least 8 characters"; exit 1; }

lines=0 bad=0 found=
sum=$(printf 'runbook.journal/1 %s\n' "$run" | sha256sum)
sum=${sum%% *}
while IFS= read -r line || torn=${#line}; do
    if [ "${torn:-}" ]; then
        [ "$torn" = 0 ] || echo "line $((lines + 1)): not written to its end, $torn bytes"
        break
    fi
    lines=$((lines + 1))
    case $line in
        "{\"prev\":\"$sum\","*"}") ;;
        *) echo "line $lines: does not follow the record before it"; bad=1 ;;
    esac
    sum=$(printf %s "$line" | sha256sum)
    sum=${sum%% *}
    case $sum in
        "$told"*) [ -z "$told" ] || found=${found:-$lines} ;;
    esac
done <"$1"

echo "$run: $lines records, head $sum"
if [ "$told" ]; then
    if [ "$found" ]; then echo "head $told is that of line $found"; else echo "head $told is not in this journal"; bad=1; fi
fi
exit "$bad"
