#!/bin/sh
# STAND-IN of the rehearsal lab for the API server with its etcd: answers one request on standard input, run by socat behind TLS.
# Real paths are /healthz, /livez, /readyz, /version and the cluster-info ConfigMap (whose form is the lab's own); the rest is
# below /stand-in and serves kubeadm, kubelet and kubectl of the lab. State is kept where etcd keeps it. An API server that
# joined later passes every request on to the first one.
set -u
umask 077
LC_ALL=C
export LC_ALL
state=/var/lib/etcd/member/stand-in
authority=/etc/kubernetes/pki/ca
if [ -f "$state/leader" ]; then exec socat - "OPENSSL:$(cat "$state/leader"),verify=0"; fi

return_char=$(printf '\r')
read -r method path _ || exit 0
length=0 bearer='' certificate=''
while read -r line; do
  line=${line%"$return_char"}
  case $line in
    '') break ;;
    'Content-Length: '*) length=${line#* } ;;
    'Authorization: Bearer '*) bearer=${line##* } ;;
    'X-Client-Certificate: '*) certificate=${line#* } ;;
  esac
done
body=$(head -c "$length")

reply() {
  printf 'HTTP/1.0 %s\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s\n' "$1" "$((${#2} + 1))" "$2"
  exit 0
}
now() {
  date +%s
}
# Prints the ids of the tokens that have not expired and forgets the others. A token's file holds: secret, second of expiry (0: never).
live_tokens() {
  for file in "$state"/tokens/*; do
    if ! [ -f "$file" ]; then continue; fi
    read -r _ expiry < "$file"
    if [ "$expiry" -ne 0 ] && [ "$expiry" -le "$(now)" ]; then rm -f "$file"; else echo "${file##*/}"; fi
  done
}
# Who asks: admin, node:NAME, bootstrap, or nobody.
identify() {
  if [ -n "$bearer" ]; then
    if live_tokens | grep -qxF "${bearer%%.*}"; then
      read -r secret _ < "$state/tokens/${bearer%%.*}"
      if [ "$secret" = "${bearer#*.}" ]; then echo bootstrap && return; fi
    fi
  elif [ -n "$certificate" ]; then
    text=$(printf '%s' "$certificate" | base64 -d)
    if printf '%s\n' "$text" | openssl verify -CAfile "$authority.crt" > /dev/null 2>&1; then
      case $(printf '%s\n' "$text" | openssl x509 -noout -subject -nameopt sep_comma_plus) in
        *O=system:masters*) echo admin && return ;;
        *CN=system:node:*) printf '%s\n' "$text" | openssl x509 -noout -subject -nameopt multiline | sed -n 's/.*commonName *= system:\(node:.*\)/\1/p' && return ;;
      esac
    fi
  fi
  echo nobody
}
# What must be asked by one of these: only 'admin bootstrap'
only() {
  case " $1 " in
    *" ${who%%:*} "*) ;;
    *) reply '403 Forbidden' "$who may not $method $path" ;;
  esac
}
# A name from the path: letters, digits, dots and hyphens, else nothing.
last_part() {
  printf '%s\n' "${path##*/}" | grep -Ex '[a-z0-9][a-z0-9.-]*'
}

who=$(identify)
name=$(last_part)
case "$method $path" in
  'GET /healthz' | 'GET /livez' | 'GET /readyz') reply '200 OK' ok ;;
  'GET /version') reply '200 OK' '{"major":"1","minor":"20","gitVersion":"v1.20.2","platform":"linux/amd64"}' ;;
  'GET /api/v1/namespaces/kube-public/configmaps/cluster-info'*)
    info=$(cat "$authority.crt")
    # One line a live token: its id and a digest by which who knows the secret sees that the text was not changed.
    signatures=$(live_tokens | while read -r id; do
      read -r secret _ < "$state/tokens/$id"
      printf 'jws-kubeconfig-%s %s\n' "$id" "$(printf '%s\n%s\n' "$secret" "$info" | sha256sum | cut -d ' ' -f 1)"
    done)
    reply '200 OK' "$info
$signatures"
    ;;
  'GET /stand-in/config/'*)
    only 'admin bootstrap node'
    if [ -f "$state/config/$name" ]; then reply '200 OK' "$(cat "$state/config/$name")"; fi
    ;;
  'GET /stand-in/certs')
    only bootstrap
    if [ -f "$state/certs" ] && [ "$(cat "$state/certs-expire")" -gt "$(now)" ]; then reply '200 OK' "$(cat "$state/certs")"; fi
    ;;
  'PUT /stand-in/certs')
    only admin
    printf '%s\n' "$body" > "$state/certs"
    echo "$(($(now) + 7200))" > "$state/certs-expire"
    reply '200 OK' ''
    ;;
  'GET /stand-in/tokens') only admin && reply '200 OK' "$(for id in $(live_tokens); do echo "$id $(cat "$state/tokens/$id")"; done)" ;;
  'POST /stand-in/tokens/'*)
    only admin
    if live_tokens | grep -qxF "$name"; then reply '409 Conflict' ''; fi
    printf '%s\n' "$body" > "$state/tokens/$name" && reply '201 Created' ''
    ;;
  'DELETE /stand-in/tokens/'*) only admin && rm "$state/tokens/$name" 2> /dev/null && reply '200 OK' '' ;;
  'GET /stand-in/nodes') only 'admin' && reply '200 OK' "$(for file in "$state"/nodes/*; do if [ -f "$file" ]; then echo "${file##*/} $(cat "$file")"; fi; done)" ;;
  'GET /stand-in/nodes/'*)
    only 'admin bootstrap node'
    if [ -f "$state/nodes/$name" ]; then reply '200 OK' "$(cat "$state/nodes/$name")"; fi
    ;;
  'PUT /stand-in/nodes/'*)
    # The body: Ready or NotReady, then the kubelet's version. Kept: these, the second of creation, and the role.
    only 'admin node'
    since=$(now) role=''
    if [ -f "$state/nodes/$name" ]; then read -r _ _ since role < "$state/nodes/$name"; fi
    if [ "$who" = admin ] && [ "$body" = control-plane ]; then role='control-plane,master' body=$(cut -d ' ' -f 1,2 "$state/nodes/$name"); fi
    printf '%s %s %s\n' "$body" "$since" "$role" > "$state/nodes/$name.new" && mv "$state/nodes/$name.new" "$state/nodes/$name" && reply '200 OK' ''
    ;;
  'DELETE /stand-in/nodes/'*) only admin && rm "$state/nodes/$name" 2> /dev/null && reply '200 OK' '' ;;
  'POST /stand-in/sign/'*)
    # A node's certificate, as the controller manager signs it after the kubelet's TLS bootstrap.
    only bootstrap
    if signed=$(printf '%s\n' "$body" | openssl x509 -req -CA "$authority.crt" -CAkey "$authority.key" -CAserial "$state/serial" -CAcreateserial -days 365 2> /dev/null); then
      reply '201 Created' "$signed"
    fi
    ;;
  'POST /stand-in/members/'*)
    # etcd takes a new member only when all that it has are started.
    only admin
    if mkdir "$state/member-joins" 2> /dev/null; then echo "$name" > "$state/member-joins/name" && reply '201 Created' ''; fi
    reply '503 Service Unavailable' 'etcdserver: re-configuration failed due to not enough started members'
    ;;
  'DELETE /stand-in/members/'*) only admin && grep -qxF "$name" "$state/member-joins/name" 2> /dev/null && rm -r "$state/member-joins" && reply '200 OK' '' ;;
esac
reply '404 Not Found' ''
