#!/bin/sh
# shellcheck disable=SC2034,SC2154 # variables are shared with the parts
# STAND-IN of the rehearsal lab for kubelet 1.20.2. Ends when it has no configuration or swap is on, as the real one does; else it gets its
# certificate by the bootstrap token, registers the node, and runs what the manifests name: a listener on each port of the real
# program, and for kube-apiserver the stand-in of it. No container ever runs.
set -u
umask 077
LC_ALL=C
export LC_ALL
library=/usr/libexec/runbook-lab/kubernetes
configuration=/var/lib/kubelet/config.yaml
kubernetes=/etc/kubernetes
if [ "${1-}" = --version ]; then
  echo 'Kubernetes v1.20.2'
  exit 0
fi
if ! [ -f $configuration ]; then
  echo "failed to load Kubelet config file $configuration, error failed to read kubelet config file \"$configuration\", error: open $configuration: no such file or directory" >&2
  exit 255
fi
# shellcheck source=/dev/null
. "$library/api.sh"

if [ "$(wc -l < /proc/swaps)" -gt 1 ]; then
  echo "failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [$(cat /proc/swaps)]" >&2
  exit 255
fi

# Listens on a port and answers nothing: idle PORT [ADDRESS]
idle() {
  socat -u "TCP-LISTEN:$1,reuseaddr,fork${2:+,bind=$2}" OPEN:/dev/null &
  started="$started $!"
}
# What one manifest's container would open.
run_manifest() {
  started=''
  case $1 in
    kube-apiserver)
      port=$(sed -n 's/^ *- --secure-port=//p' "$kubernetes/manifests/kube-apiserver.yaml")
      socat "OPENSSL-LISTEN:$port,reuseaddr,fork,cert=$kubernetes/pki/apiserver.crt,key=$kubernetes/pki/apiserver.key,verify=0" \
        "EXEC:$library/kube-apiserver" &
      started=$!
      ;;
    kube-controller-manager) idle 10257 127.0.0.1 ;;
    kube-scheduler) idle 10259 127.0.0.1 ;;
    etcd) idle 2379 && idle 2380 ;;
  esac
  eval "running_$(printf '%s' "$1" | tr - _)=\$started"
}
follow_manifests() {
  for name in etcd kube-apiserver kube-controller-manager kube-scheduler; do
    eval "started=\${running_$(printf '%s' "$name" | tr - _)-}"
    if [ -f "$kubernetes/manifests/$name.yaml" ] && [ -z "$started" ]; then
      run_manifest "$name"
    elif ! [ -f "$kubernetes/manifests/$name.yaml" ] && [ -n "$started" ]; then
      # shellcheck disable=SC2086 # process numbers
      kill $started
      eval "running_$(printf '%s' "$name" | tr - _)=''"
    fi
  done
}

# TLS bootstrap: a key of its own and a certificate for it, asked for with the token.
bootstrap() {
  from=$kubernetes/bootstrap-kubelet.conf
  server=$(from_kubeconfig $from server)
  node=$(cat /var/lib/kubelet/pki/runbook-lab-node-name)
  current=/var/lib/kubelet/pki/kubelet-client-current.pem
  request=$(openssl req -newkey rsa:2048 -nodes -keyout "$current.key" -subj "/O=system:nodes/CN=system:node:$node" 2> /dev/null)
  if ! api POST "${server#https://}" "/stand-in/sign/$node" "Authorization: Bearer $(from_kubeconfig $from token)" "$request" || [ "$http" -ne 201 ]; then
    echo "TLS bootstrap failed: ${why:-$http}" >&2
    return 1
  fi
  { printf '%s\n' "$answer" && cat "$current.key"; } > $current
  rm -f "$current.key" /var/lib/kubelet/pki/runbook-lab-node-name
  sed -e "s/tls-bootstrap-token-user/system:node:$node/" -e '/^    token:/d' $from > $kubernetes/kubelet.conf.new
  printf '    client-certificate: %s\n    client-key: %s\n' $current $current >> $kubernetes/kubelet.conf.new
  register $kubernetes/kubelet.conf.new && mv $kubernetes/kubelet.conf.new $kubernetes/kubelet.conf
}
# Tells the cluster of this node: Ready when there is a network plugin's configuration.
register() {
  ready=NotReady
  if [ -n "$(ls -A /etc/cni/net.d 2> /dev/null)" ]; then ready=Ready; fi
  name=$(sed -n 's/^    user: system:node://p' "$1")
  api_as "$1" PUT "/stand-in/nodes/$name" "$ready v1.20.2" && [ "$http" -eq 200 ]
}

trap 'exit 0' TERM INT
started=''
idle 10250
socat TCP-LISTEN:10248,bind=127.0.0.1,reuseaddr,fork SYSTEM:'printf "HTTP/1.0 200 OK\r\n\r\nok"' &
told=''
while :; do
  follow_manifests
  if ! [ -f $kubernetes/kubelet.conf ] && [ -f $kubernetes/bootstrap-kubelet.conf ]; then bootstrap; fi
  if [ -f $kubernetes/kubelet.conf ]; then
    network=$(ls -A /etc/cni/net.d 2> /dev/null)
    if [ "$told" != "told:$network" ] && register $kubernetes/kubelet.conf; then told="told:$network"; fi
  fi
  # Waiting for a child lets the signal through at once.
  sleep 1 &
  wait $!
done
