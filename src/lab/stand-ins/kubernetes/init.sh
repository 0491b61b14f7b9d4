# shellcheck shell=sh disable=SC2034,SC2154 # variables are shared among the parts
# Part of the kubeadm stand-in: init, and its phases preflight and upload-certs.

# Sets what the configuration says of this node and the cluster, with kubeadm's defaults.
settle() {
  address=$(of InitConfiguration localAPIEndpoint.advertiseAddress)
  address=${address:-$(ip -4 route get 1 2> /dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p')}
  if [ -z "$address" ]; then fail 'cannot use "0.0.0.0" as the bind address for the API Server'; fi
  port=$(of InitConfiguration localAPIEndpoint.bindPort)
  port=${port:-6443}
  node=$(of InitConfiguration nodeRegistration.name)
  node=${node:-$(hostname | tr '[:upper:]' '[:lower:]')}
  settle_cluster
}
settle_cluster() {
  services=$(of ClusterConfiguration networking.serviceSubnet)
  services=${services:-10.96.0.0/12}
  pods=$(of ClusterConfiguration networking.podSubnet)
  domain=$(of ClusterConfiguration networking.dnsDomain)
  domain=${domain:-cluster.local}
  cluster=$(of ClusterConfiguration clusterName)
  cluster=${cluster:-kubernetes}
  cgroup=$(of KubeletConfiguration cgroupDriver)
  cgroup=${cgroup:-cgroupfs}
  endpoint=$(of ClusterConfiguration controlPlaneEndpoint)
  endpoint=${endpoint:-$address:$port}
  case $endpoint in *:*) ;; *) endpoint=$endpoint:$port ;; esac
}

init_command() {
  phase=''
  case ${1-} in
    phase)
      phase=${2-}
      shift 2
      case $phase in
        preflight) take_flags 'config ignore-preflight-errors' '' "$@" ;;
        upload-certs) take_flags 'config certificate-key kubeconfig' 'upload-certs skip-certificate-key-print' "$@" ;;
        *) lacking "init phase $phase" ;;
      esac
      ;;
    *) take_flags 'config ignore-preflight-errors pod-network-cidr apiserver-advertise-address kubernetes-version' 'upload-certs skip-certificate-key-print skip-token-print' "$@" ;;
  esac
  for name in pod_network_cidr apiserver_advertise_address kubernetes_version; do
    if eval "[ -n \"\${flag_$name-}\" ]"; then
      if [ -n "${flag_config-}" ]; then fail "can not mix '--config' with arguments [$(printf '%s' "$name" | tr _ -)]"; fi
      lacking 'init without --config'
    fi
  done
  if [ "$phase" = upload-certs ]; then
    upload_certs_phase
    return
  fi
  if [ -z "${flag_config-}" ]; then lacking 'init without --config'; fi
  load_configuration "$flag_config" InitConfiguration
  settle
  if [ "$phase" = preflight ]; then
    preflight_init
    return
  fi
  echo "[init] Using Kubernetes version: $version"
  preflight_init
  init_cluster
}

init_cluster() {
  echo "[certs] Using certificateDir folder \"$pki\""
  mkdir -p "$pki/etcd"
  new_first_authority ca kubernetes
  new_leaf apiserver
  new_leaf apiserver-kubelet-client
  new_first_authority front-proxy-ca front-proxy-ca
  new_leaf front-proxy-client
  new_first_authority etcd/ca etcd-ca
  for leaf in etcd/server etcd/peer etcd/healthcheck-client apiserver-etcd-client; do new_leaf "$leaf"; done
  echo '[certs] Generating "sa" key and public key'
  (umask 077 && openssl genrsa -out "$pki/sa.key" 2048 2> /dev/null && openssl rsa -in "$pki/sa.key" -pubout -out "$pki/sa.pub" 2> /dev/null)
  echo "[kubeconfig] Using kubeconfig folder \"$kubernetes\""
  new_kubeconfig admin.conf /O=system:masters/CN=kubernetes-admin kubernetes-admin "$endpoint"
  new_kubeconfig kubelet.conf "/O=system:nodes/CN=system:node:$node" "system:node:$node" "$endpoint"
  control_plane_kubeconfigs
  echo '[kubelet-start] Writing kubelet environment file with flags to file "/var/lib/kubelet/kubeadm-flags.env"'
  echo '[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"'
  kubelet_configuration=$(fill kubelet-config.yaml)
  kubelet_files
  start_kubelet
  control_plane_manifests
  echo "[etcd] Creating static Pod manifest for local etcd in \"$kubernetes/manifests\""
  found_cluster
  new_manifest etcd etcd.local
  wait_for_control_plane
  finish_init
}
new_first_authority() {
  echo "[certs] Generating \"$1\" certificate and key"
  new_authority "$pki/$1" "$2"
}

# The empty state of the cluster, where etcd would keep it.
found_cluster() {
  state=/var/lib/etcd/member/stand-in
  mkdir -p /var/lib/etcd && chmod 700 /var/lib/etcd
  mkdir -p "$state/tokens" "$state/nodes" "$state/config"
  printf '%s\n' "$configuration" | grep '^\(@doc\|ClusterConfiguration\|KubeletConfiguration\)	' > "$state/config/cluster"
  printf '%s\n' "$kubelet_configuration" > "$state/config/kubelet"
  echo "$address:$port" > "$state/config/founder"
}

wait_for_control_plane() {
  limit=$(of ClusterConfiguration apiServer.timeoutForControlPlane)
  limit=${limit:-4m0s}
  echo "[wait-control-plane] Waiting for the kubelet to boot up the control plane as static Pods from directory \"$kubernetes/manifests\". This can take up to $limit"
  began=$(date +%s.%N)
  end=$(($(date +%s) + $(seconds_of "$limit")))
  while ! api_as "$kubernetes/admin.conf" GET /healthz || [ "$http" -ne 200 ]; do
    if [ "$(date +%s)" -ge "$end" ]; then
      printf '\n'
      fill init-failed.txt
      fail "error execution phase wait-control-plane: couldn't initialize a Kubernetes cluster"
    fi
    sleep 0.5
  done
  printf '[apiclient] All control plane components are healthy after %s seconds\n' "$(date +%s.%N | awk -v began="$began" '{ printf "%.6f", $1 - began }')"
}

finish_init() {
  echo '[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace'
  echo '[kubelet] Creating a ConfigMap "kubelet-config-1.20" in namespace kube-system with the configuration for the kubelets in the cluster'
  if [ -n "${flag_upload_certs-}" ]; then
    key=$(of InitConfiguration certificateKey)
    upload_certs "${key:-$(random_from 0-9a-f 64)}"
  else
    echo '[upload-certs] Skipping phase. Please see --upload-certs'
  fi
  mark_control_plane
  tokens=$(printf '%s\n' "$configuration" | awk -F '\t' '$1 == "InitConfiguration" && $2 ~ /^bootstrapTokens\.[0-9]+\.token$/ { print $2 "=" $3 }')
  if [ -z "$tokens" ]; then tokens="bootstrapTokens.0.token=$(random_from a-z0-9 6).$(random_from a-z0-9 16)"; fi
  token='' printed=''
  for entry in $tokens; do
    token=${token:-${entry#*=}} printed="$printed ${entry#*=}"
    ttl=$(of InitConfiguration "${entry%.token=*}.ttl")
    store_token "${entry#*=}" "$(seconds_of "${ttl:-24h0m0s}")"
  done
  case ${flag_skip_token_print-}:${printed# } in
    true:*) token='<value withheld>' ;;
    *' '*) echo "[bootstrap-token] Using tokens: [${printed# }]" ;;
    *) echo "[bootstrap-token] Using token: $token" ;;
  esac
  if [ -n "${flag_skip_certificate_key_print-}" ]; then key='<value withheld>'; fi
  echo '[bootstrap-token] Configuring bootstrap tokens, cluster-info ConfigMap, RBAC Roles'
  echo '[bootstrap-token] configured RBAC rules to allow Node Bootstrap tokens to get nodes'
  echo '[bootstrap-token] configured RBAC rules to allow Node Bootstrap tokens to post CSRs in order for nodes to get long term certificate credentials'
  echo '[bootstrap-token] configured RBAC rules to allow the csrapprover controller automatically approve CSRs from a Node Bootstrap Token'
  echo '[bootstrap-token] configured RBAC rules to allow certificate rotation for all node client certificates in the cluster'
  echo '[bootstrap-token] Creating the "cluster-info" ConfigMap in the "kube-public" namespace'
  echo '[kubelet-finalize] Updating "/etc/kubernetes/kubelet.conf" to point to a rotatable kubelet client certificate and key'
  rotatable
  echo '[addons] Applied essential addon: CoreDNS'
  echo '[addons] Applied essential addon: kube-proxy'
  printf '\n'
  cat "$library/text/init-done.txt"
  join="kubeadm join $endpoint --token $token \\
    --discovery-token-ca-cert-hash $(authority_hash "$pki/ca.crt") "
  if [ -n "$(of ClusterConfiguration controlPlaneEndpoint)" ]; then
    if [ -n "${flag_upload_certs-}" ]; then
      printf 'You can now join any number of the control-plane node running the following command on each as root:\n\n'
      printf '  %s\\\n    --control-plane --certificate-key %s\n\n' "$join" "$key"
      cat "$library/text/upload-note.txt"
    else
      printf 'You can now join any number of control-plane nodes by copying certificate authorities\n'
      printf 'and service account keys on each node and then running the following as root:\n\n  %s\\\n    --control-plane \n\n' "$join"
    fi
  fi
  printf 'Then you can join any number of worker nodes by running the following on each as root:\n\n'
  printf '%s\n' "$join"
}

# The kubelet's own certificate goes to a file that it renews itself.
rotatable() {
  mkdir -p /var/lib/kubelet/pki
  current=/var/lib/kubelet/pki/kubelet-client-current.pem
  (umask 077 && {
    from_kubeconfig "$kubernetes/kubelet.conf" client-certificate-data
    from_kubeconfig "$kubernetes/kubelet.conf" client-key-data
  } | while read -r data; do printf '%s' "$data" | base64 -d; done > $current)
  write_kubeconfig "$kubernetes/kubelet.conf" "system:node:$node" "$endpoint" "    client-certificate: $current
    client-key: $current"
}

mark_control_plane() {
  echo "[mark-control-plane] Marking the node $node as control-plane by adding the labels \"node-role.kubernetes.io/master=''\" and \"node-role.kubernetes.io/control-plane='' (deprecated)\""
  echo "[mark-control-plane] Marking the node $node as control-plane by adding the taints [node-role.kubernetes.io/master:NoSchedule]"
  tries=0
  # The node is there when the kubelet has registered it.
  while ! api_as "$kubernetes/admin.conf" GET "/stand-in/nodes/$node" || [ "$http" -ne 200 ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 240 ]; then fail 'error execution phase mark-control-plane: timed out waiting for the condition'; fi
    sleep 0.5
  done
  api_as "$kubernetes/admin.conf" PUT "/stand-in/nodes/$node" control-plane
}

# Keeps what every control plane must share, encrypted with the key, for two hours.
upload_certs() {
  key=$1
  echo '[upload-certs] Storing the certificates in Secret "kubeadm-certs" in the "kube-system" Namespace'
  bundle=$(cd "$pki" && tar -cf - ca.crt ca.key sa.key sa.pub front-proxy-ca.crt front-proxy-ca.key etcd/ca.crt etcd/ca.key | {
    encrypted=$(openssl enc -aes-256-cbc -pbkdf2 -base64 -A -pass fd:3 3<< EOF_KEY
$key
EOF_KEY
    )
    printf '%s' "$encrypted"
  })
  if ! api_as "$kubernetes/admin.conf" PUT /stand-in/certs "$bundle"; then fail 'error execution phase upload-certs: timed out waiting for the condition'; fi
  if [ -z "${flag_skip_certificate_key_print-}" ]; then
    echo '[upload-certs] Using certificate key:'
    echo "$key"
  fi
}
upload_certs_phase() {
  configuration=''
  if [ -n "${flag_config-}" ]; then load_configuration "$flag_config" InitConfiguration; else default_cluster '' ''; fi
  if [ -z "${flag_upload_certs-}" ]; then
    echo '[upload-certs] Skipping phase. Please see --upload-certs'
    return
  fi
  if ! [ -f "$kubernetes/admin.conf" ]; then fail "failed to load admin kubeconfig: open $HOME/.kube/config: no such file or directory"; fi
  key=${flag_certificate_key-$(of InitConfiguration certificateKey)}
  upload_certs "${key:-$(random_from 0-9a-f 64)}"
}
