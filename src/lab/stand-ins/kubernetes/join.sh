# shellcheck shell=sh disable=SC2034,SC2154 # variables are shared among the parts
# Part of the kubeadm stand-in: join of a worker or a control plane, by a configuration file or by the flags of the join command.

join_command() {
  take_flags 'config token discovery-token-ca-cert-hash certificate-key ignore-preflight-errors apiserver-advertise-address node-name cri-socket' \
    'control-plane discovery-token-unsafe-skip-ca-verification' "$@"
  if [ "${1-}" = phase ]; then lacking "join $*"; fi
  if [ -n "${flag_config-}" ]; then
    load_configuration "$flag_config" JoinConfiguration
  else
    configuration=$(flags_as_configuration)
    check_join
  fi
  node=$(of JoinConfiguration nodeRegistration.name)
  node=${node:-$(hostname | tr '[:upper:]' '[:lower:]')}
  server=$endpoint
  runtime_socket=$(of JoinConfiguration nodeRegistration.criSocket)
  control_plane=''
  if printf '%s\n' "$configuration" | grep -q '^JoinConfiguration	controlPlane'; then control_plane=1; fi
  bearer="Authorization: Bearer $token"

  echo '[preflight] Running pre-flight checks'
  check_root
  check_empty "$kubernetes/manifests"
  check_no_file "$kubernetes/kubelet.conf"
  check_no_file "$kubernetes/bootstrap-kubelet.conf"
  check_common "$runtime_socket" "$node"
  if [ -z "$control_plane" ]; then check_no_file "$pki/ca.crt"; fi
  end_checks
  discover
  echo '[preflight] Reading configuration from the cluster...'
  echo "[preflight] FYI: You can look at this config file with 'kubectl -n kube-system get cm kubeadm-config -o yaml'"
  from_cluster preflight /stand-in/config/cluster
  configuration="$answer
$configuration"
  from_cluster preflight /stand-in/config/kubelet
  kubelet_configuration=$answer
  default_cluster '' ''
  address=$(of JoinConfiguration controlPlane.localAPIEndpoint.advertiseAddress)
  address=${address:-$(ip -4 route get "${api_address:-1}" 2> /dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p')}
  port=$(of JoinConfiguration controlPlane.localAPIEndpoint.bindPort)
  port=${port:-6443}
  settle_cluster
  if [ -n "$control_plane" ]; then prepare_control_plane; fi
  join_node
  if [ -n "$control_plane" ]; then join_control_plane; fi
  printf '\n'
  if [ -n "$control_plane" ]; then cat "$library/text/join-control-plane-done.txt"; else cat "$library/text/join-worker-done.txt"; fi
}

# The same lines that a configuration file gives.
flags_as_configuration() {
  line() {
    if [ -n "$2" ]; then printf 'JoinConfiguration\t%s\t%s\n' "$1" "$2"; fi
  }
  line discovery.bootstrapToken.apiServerEndpoint "${words# }"
  line discovery.bootstrapToken.token "${flag_token-}"
  line discovery.bootstrapToken.caCertHashes.0 "${flag_discovery_token_ca_cert_hash-}"
  line discovery.bootstrapToken.unsafeSkipCAVerification "${flag_discovery_token_unsafe_skip_ca_verification-}"
  line nodeRegistration.name "${flag_node_name-}"
  line nodeRegistration.criSocket "${flag_cri_socket-}"
  if [ -n "${flag_control_plane-}" ]; then
    line controlPlane.localAPIEndpoint.bindPort 6443
    line controlPlane.localAPIEndpoint.advertiseAddress "${flag_apiserver_advertise_address-}"
    line controlPlane.certificateKey "${flag_certificate_key-}"
  fi
}

# Finds the cluster and makes sure of it in both directions: the token's secret signs what the server says of itself, and its authority's
# public key is one of those pinned. Leaves the authority in $authority (PEM). Tries until discovery.timeout, every five seconds.
discover() {
  identity="error execution phase preflight: couldn't validate the identity of the API Server"
  for pin in $hashes; do
    value=${pin#*:}
    case $pin in
      sha256:*) ;;
      *:*) fail "$identity: unknown hash format \"${pin%%:*}\"" ;;
      *) fail "$identity: invalid public key hash, expected \"format:value\"" ;;
    esac
    if [ "${#value}" -ne 64 ]; then fail "$identity: expected a 32 byte SHA-256 hash, found $((${#value} / 2)) bytes"; fi
  done
  info_path=/api/v1/namespaces/kube-public/configmaps/cluster-info
  limit=$(seconds_of "$(of JoinConfiguration discovery.timeout)")
  end=$(($(date +%s) + ${limit:-300}))
  signature=''
  while [ -z "$signature" ]; do
    if api GET "$server" "$info_path?timeout=10s" && [ "$http" -eq 200 ]; then
      signature=$(printf '%s\n' "$answer" | sed -n "s/^jws-kubeconfig-${token%%.*} //p")
      problem="could not find a JWS signature in the cluster-info ConfigMap for token ID \"${token%%.*}\""
    else
      problem="Get \"https://$server$info_path?timeout=10s\": $why"
    fi
    if [ -n "$signature" ]; then break; fi
    if [ $(($(date +%s) + 5)) -ge "$end" ]; then fail "$identity: $problem"; fi
    sleep 5
  done
  authority=$(printf '%s\n' "$answer" | sed '/^jws-kubeconfig-/d')
  if [ "$signature" != "$(printf '%s\n%s\n' "${token#*.}" "$authority" | sha256sum | cut -d ' ' -f 1)" ]; then
    fail "$identity: failed to verify JWS signature of received cluster info object, can't trust this API Server"
  fi
  if [ -z "$hashes" ]; then return; fi
  hash=$(printf '%s\n' "$authority" | authority_hash /dev/stdin)
  if ! printf '%s\n' "$hashes" | grep -qixF "$hash"; then
    fail "$identity: cluster CA found in cluster-info ConfigMap is invalid: none of the public keys \"$hash\" are pinned"
  fi
}

# Asks the cluster with the token: from_cluster PHASE PATH
from_cluster() {
  if ! api GET "$server" "$2" "$bearer" || [ "$http" -ne 200 ]; then
    fail "error execution phase $1: unable to fetch the kubeadm-config ConfigMap: ${why:-Unauthorized}"
  fi
}

prepare_control_plane() {
  if [ -z "$(of ClusterConfiguration controlPlaneEndpoint)" ]; then lacking 'a control plane that joins a cluster without controlPlaneEndpoint'; fi
  key=$(of JoinConfiguration controlPlane.certificateKey)
  if [ -z "$key" ]; then lacking 'a control plane that joins without a certificate key'; fi
  echo '[preflight] Running pre-flight checks before initializing the new control plane instance'
  check_control_plane "$port"
  check_etcd
  end_checks
  pull_images "$runtime_socket"
  echo '[download-certs] Downloading the certificates in Secret "kubeadm-certs" in the "kube-system" Namespace'
  downloading='error execution phase control-plane-prepare/download-certs: error downloading certs'
  if ! api GET "$server" /stand-in/certs "$bearer" || [ "$http" -ne 200 ]; then
    fail "$downloading: error downloading the secret: Secret \"kubeadm-certs\" was not found in the \"kube-system\" Namespace. This Secret might have expired. Please, run \`kubeadm init phase upload-certs --upload-certs\` on a control plane to generate a new one"
  fi
  mkdir -p "$pki/etcd"
  bundle=$(mktemp "$pki/bundle.XXXXXX")
  if ! printf '%s\n' "$answer" | openssl enc -d -aes-256-cbc -pbkdf2 -base64 -A -pass fd:3 3<< EOF_KEY > "$bundle" 2> /dev/null; then
$key
EOF_KEY
    rm -f "$bundle"
    fail "$downloading: error decoding secret data with provided key: cipher: message authentication failed"
  fi
  tar -xf "$bundle" -C "$pki" --no-same-owner
  rm -f "$bundle"
  echo "[certs] Using certificateDir folder \"$pki\""
  for leaf in apiserver apiserver-kubelet-client front-proxy-client etcd/peer etcd/healthcheck-client etcd/server apiserver-etcd-client; do new_leaf "$leaf"; done
  echo "[certs] Valid certificates and keys now exist in \"$pki\""
  echo '[certs] Using the existing "sa" key'
  echo '[kubeconfig] Generating kubeconfig files'
  echo "[kubeconfig] Using kubeconfig folder \"$kubernetes\""
  new_kubeconfig admin.conf /O=system:masters/CN=kubernetes-admin kubernetes-admin "$endpoint"
  control_plane_kubeconfigs
  control_plane_manifests
  echo '[check-etcd] Checking that the etcd cluster is healthy'
  if ! api_as "$kubernetes/admin.conf" GET /healthz; then fail "error execution phase check-etcd: etcd cluster is not healthy: failed to dial endpoint: $why"; fi
}

# Lets the kubelet join by the token (its TLS bootstrap) and waits until it has.
join_node() {
  mkdir -p "$kubernetes/manifests" "$pki"
  chmod 700 "$kubernetes/manifests"
  if ! [ -f "$pki/ca.crt" ]; then printf '%s\n' "$authority" > "$pki/ca.crt"; fi
  if api GET "$server" "/stand-in/nodes/$node" "$bearer" && [ "$http" -eq 200 ]; then
    case $answer in
      'Ready '*) fail "error execution phase kubelet-start: a Node with name \"$node\" and status \"Ready\" already exists in the cluster. You must delete the existing Node or change the name of this new joining Node" ;;
    esac
  fi
  write_kubeconfig "$kubernetes/bootstrap-kubelet.conf" tls-bootstrap-token-user "$server" "    token: $token"
  systemctl stop kubelet 2> /dev/null
  echo '[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"'
  echo '[kubelet-start] Writing kubelet environment file with flags to file "/var/lib/kubelet/kubeadm-flags.env"'
  kubelet_files
  mkdir -p /var/lib/kubelet/pki
  echo "$node" > /var/lib/kubelet/pki/runbook-lab-node-name
  start_kubelet
  echo '[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap...'
  end=$(($(date +%s) + 300))
  while ! [ -f "$kubernetes/kubelet.conf" ]; do
    if [ "$(date +%s)" -ge "$end" ]; then
      rm -f "$kubernetes/bootstrap-kubelet.conf"
      printf '\n'
      sed -e '/^	Additionally/,$d' -e 's/^	//' "$library/text/init-failed.txt"
      fail 'error execution phase kubelet-start: timed out waiting for the condition'
    fi
    sleep 0.3
  done
  rm -f "$kubernetes/bootstrap-kubelet.conf"
}

join_control_plane() {
  joining='error execution phase control-plane-join/etcd: error creating local etcd static pod manifest file'
  if ! api_as "$kubernetes/admin.conf" POST "/stand-in/members/$node"; then fail "$joining: $why"; fi
  if [ "$http" -ne 201 ]; then fail "$joining: $answer"; fi
  echo '[etcd] Announced new etcd member joining to the existing etcd cluster'
  echo '[etcd] Creating static Pod manifest for "etcd"'
  from_cluster control-plane-join/etcd /stand-in/config/founder
  (umask 077 && mkdir -p /var/lib/etcd/member/stand-in && echo "$answer" > /var/lib/etcd/member/stand-in/leader)
  new_manifest etcd etcd.local
  echo '[etcd] Waiting for the new etcd member to join the cluster. This can take up to 40s'
  tries=0
  while ! api GET "$address:$port" /healthz || [ "$http" -ne 200 ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 80 ]; then fail "$joining: timeout waiting for etcd cluster to be available"; fi
    sleep 0.5
  done
  api_as "$kubernetes/admin.conf" DELETE "/stand-in/members/$node"
  echo '[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace'
  mark_control_plane
}
