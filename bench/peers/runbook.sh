#!/bin/sh
# runbook.sh converge|check N: the adapter of runbook in the peers' lab; run inside its controller namespace.
# Makes the inventory of hosts h01..hNN for the way to the bastion that the lab has now, and starts the program as people do: journal on, host keys
# checked, no options but the format. The journal goes to $PB/runbook, and so does the inventory.
set -eu
mode=$1 hosts=$2
here=$(CDPATH='' cd -P -- "${0%/*}" && pwd -P)
project=$PB/runbook
[ "${PREPARED:-}" = yes ] || "$here/site.sh" "$hosts"
cd "$project"
case $mode in
    converge) exec "$here/../../src/cli/runbook" apply site -i "${INVENTORY:-site}" --yes --format "${FORMAT:-plain}" ${OPTIONS:-} ;;
    check) exec "$here/../../src/cli/runbook" plan site -i "${INVENTORY:-site}" --format "${FORMAT:-plain}" ${OPTIONS:-} ;;
    *) echo "runbook.sh converge|check N" >&2; exit 64 ;;
esac
