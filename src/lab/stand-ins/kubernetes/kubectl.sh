#!/bin/sh
# shellcheck disable=SC2034,SC2154 # variables are shared with the parts
# STAND-IN of the rehearsal lab for kubectl 1.20.2: get nodes [NAME…] [-o name] [--no-headers], delete node NAME…,
# get --raw /healthz|/livez|/readyz|/version, version --client --short. Everything else it refuses.
set -u
LC_ALL=C
export LC_ALL
library=/usr/libexec/runbook-lab/kubernetes
# shellcheck source=/dev/null
. "$library/api.sh"
file=${KUBECONFIG-$HOME/.kube/config} output='' headings=1 raw='' short='' client='' words=''
while [ $# -gt 0 ]; do
  case $1 in
    --kubeconfig=*) file=${1#*=} ;;
    --kubeconfig) file=${2-} && shift ;;
    -o | --output) output=${2-} && shift ;;
    -o?* | --output=*) output=${1#-o} && output=${output#-*=} ;;
    --no-headers | --no-headers=true) headings='' ;;
    --raw=*) raw=${1#*=} ;;
    --raw) raw=${2-} && shift ;;
    --short | --short=true) short=1 ;;
    --client | --client=true) client=1 ;;
    -*) words="$words -" ;;
    *) words="$words $1" ;;
  esac
  shift
done
lacking() {
  echo "kubectl STAND-IN of the rehearsal lab: this is not rehearsed" >&2
  exit 70
}
ask() {
  if ! [ -r "$file" ]; then
    echo 'The connection to the server localhost:8080 was refused - did you specify the right host or port?' >&2
    exit 1
  fi
  if ! api_as "$file" "$@"; then
    server=$(from_kubeconfig "$file" server)
    case $why in
      *refused) echo "The connection to the server ${server#https://} was refused - did you specify the right host or port?" >&2 ;;
      *) echo "Unable to connect to the server: $why" >&2 ;;
    esac
    exit 1
  fi
}
not_found() {
  echo "Error from server (NotFound): nodes \"$1\" not found" >&2
  status=1
}
# Prints name, state, roles, age and version of each node with kubectl's columns (three blanks between them).
table() {
  awk -v now="$(date +%s)" -v headings="$headings" '
    function age(s) { return s < 120 ? s "s" : s < 7200 ? int(s / 60) "m" : s < 172800 ? int(s / 3600) "h" : int(s / 86400) "d" }
    function put(a, b, c, d, e) { n++; cell[n, 1] = a; cell[n, 2] = b; cell[n, 3] = c; cell[n, 4] = d; cell[n, 5] = e
      for (i = 1; i <= 5; i++) if (length(cell[n, i]) > width[i]) width[i] = length(cell[n, i]) }
    BEGIN { if (headings) put("NAME", "STATUS", "ROLES", "AGE", "VERSION") }
    NF { put($1, $2, $5 == "" ? "<none>" : $5, age(now - $4), $3) }
    END { for (k = 1; k <= n; k++) printf "%-" width[1] "s   %-" width[2] "s   %-" width[3] "s   %-" width[4] "s   %s\n", cell[k, 1], cell[k, 2], cell[k, 3], cell[k, 4], cell[k, 5] }'
}

status=0
# shellcheck disable=SC2086 # words
set -- $words
case ${1-}:${2-} in
  version:*) if [ -n "$client$short" ]; then echo 'Client Version: v1.20.2'; else lacking; fi ;;
  get:)
    if [ -z "$raw" ]; then lacking; fi
    ask GET "$raw"
    if [ "$http" -ne 200 ]; then
      echo 'Error from server (NotFound): the server could not find the requested resource' >&2
      exit 1
    fi
    printf '%s' "$answer"
    ;;
  get:node | get:nodes | get:no)
    shift 2
    ask GET /stand-in/nodes
    if [ "$http" -ne 200 ]; then lacking; fi
    rows=$answer
    if [ $# -gt 0 ]; then
      rows=''
      for name in "$@"; do
        row=$(printf '%s\n' "$answer" | awk -v name="$name" '$1 == name')
        if [ -n "$row" ]; then rows="$rows$row
"; else not_found "$name"; fi
      done
    fi
    case $output in
      name) printf '%s\n' "$rows" | awk 'NF { print "node/" $1 }' ;;
      '') if [ -n "$rows" ]; then printf '%s\n' "$rows" | table; fi ;;
      *) lacking ;;
    esac
    ;;
  delete:node | delete:nodes | delete:no)
    shift 2
    for name in "$@"; do
      ask DELETE "/stand-in/nodes/$name"
      if [ "$http" -eq 200 ]; then echo "node \"$name\" deleted"; else not_found "$name"; fi
    done
    ;;
  *) lacking ;;
esac
exit "$status"
