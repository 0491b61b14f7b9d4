# shellcheck shell=sh disable=SC2034,SC2154 # variables are shared among the parts
# Part of the Kubernetes stand-ins: talks to the stand-in of the API server, by TLS and plain HTTP/1.0 (openssl s_client).

# Sends one request: api METHOD SERVER PATH [HEADER [BODY [CA]]]. SERVER is HOST:PORT, CA a file by which the server's certificate is
# checked. Sets $http (the status, 0 when there was no answer), $answer (the body) and $why (Go's words for what went wrong).
api() {
  http=0 answer='' why=''
  api_host=${2%:*}
  api_address=$(getent ahostsv4 "$api_host" | awk 'NR == 1 { print $1 }')
  if [ -z "$api_address" ]; then
    why="dial tcp: lookup $api_host: no such host"
    return 1
  fi
  api_checks=''
  if [ -n "${6-}" ]; then
    api_checks="-CAfile $6 -verify_return_error"
    case $api_host in
      *[!0-9.]*) api_checks="$api_checks -verify_hostname $api_host" ;;
      *) api_checks="$api_checks -verify_ip $api_host" ;;
    esac
  fi
  api_body=${5-}
  api_said=$(mktemp "${TMPDIR:-/run}/runbook-lab.XXXXXX") || return 1
  # shellcheck disable=SC2086 # the checks are words
  api_reply=$(
    {
      printf '%s %s HTTP/1.0\r\n' "$1" "$3"
      if [ -n "${4-}" ]; then printf '%s\r\n' "$4"; fi
      printf 'Content-Length: %s\r\n\r\n%s' "${#api_body}" "$api_body"
    } | timeout 10 openssl s_client -quiet -connect "$api_address:${2##*:}" $api_checks 2> "$api_said"
  )
  api_status=$?
  api_complaint=$(cat "$api_said")
  rm -f "$api_said"
  http=$(printf '%s\n' "$api_reply" | awk 'NR == 1 { print $2 + 0 }')
  answer=$(printf '%s\n' "$api_reply" | awk 'body { print } /^\r?$/ { body = 1 }')
  if [ "$http" -gt 0 ]; then return 0; fi
  case $api_status:$api_complaint in
    124:*) why='net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)' ;;
    *refused* | *errno=111*) why="dial tcp $api_address:${2##*:}: connect: connection refused" ;;
    *'No route to host'* | *errno=113*) why="dial tcp $api_address:${2##*:}: connect: no route to host" ;;
    *verif*) why='x509: certificate signed by unknown authority' ;;
    *) why=EOF ;;
  esac
  return 1
}

# Prints one value of a kubeconfig: from_kubeconfig FILE KEY
from_kubeconfig() {
  sed -n "s/^[ -]*$2: *//p" "$1" | head -n 1
}
# Sends a request as the user of a kubeconfig: api_as FILE METHOD PATH [BODY]. The client's certificate is shown in a header; that its
# key is owned too is not proven.
api_as() {
  as_authority=$(mktemp "${TMPDIR:-/run}/runbook-lab.XXXXXX") || return 1
  from_kubeconfig "$1" certificate-authority-data | base64 -d > "$as_authority"
  as_server=$(from_kubeconfig "$1" server)
  as_certificate=$(from_kubeconfig "$1" client-certificate-data)
  if [ -z "$as_certificate" ]; then as_certificate=$(openssl x509 -in "$(from_kubeconfig "$1" client-certificate)" | base64 -w 0); fi
  api "$2" "${as_server#https://}" "$3" "X-Client-Certificate: $as_certificate" "${4-}" "$as_authority"
  as_status=$?
  rm -f "$as_authority"
  return "$as_status"
}
