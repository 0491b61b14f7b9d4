#!/bin/sh
# The lab's HTTP service: answers one request on standard input and output with the host's name.
# Started by systemd for each connection (lab-portal.socket).
IFS= read -r request || exit 0
while IFS= read -r line; do
  case $line in
    '' | "$(printf '\r')") break ;;
  esac
done
read -r name < /etc/hostname
body="runbook lab portal on $name"
case $request in
  'GET '*)
    printf 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s\n' "$((${#body} + 1))" "$body"
    ;;
  'HEAD '* | 'OPTIONS '*)
    printf 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
    ;;
  *)
    printf 'HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
    ;;
esac
