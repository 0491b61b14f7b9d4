/**
 * Tells how far this host is a node of a cluster: \`absent\`, \`joined\`, \`begun\` (runbook began and did not finish) or \`unfinished\` (traces of
 * something that runbook did not begin). Argument: control_plane or worker.
 */
export const NODE_STATE = `folder=/etc/kubernetes
if [ "$(cat $folder/runbook-node 2>/dev/null)" = begun ]; then
  echo begun
  exit 0
fi
traces=0
for path in kubelet.conf bootstrap-kubelet.conf admin.conf pki/ca.crt manifests/kube-apiserver.yaml manifests/etcd.yaml; do
  if [ -e "$folder/$path" ]; then traces=$((traces + 1)); fi
done
if [ -e $folder/kubelet.conf ] && { [ "$1" = worker ] || { [ -e $folder/admin.conf ] && [ -e $folder/manifests/kube-apiserver.yaml ]; }; }; then
  echo joined
elif [ "$traces" -eq 0 ] && [ ! -e /var/lib/etcd/member ]; then
  echo absent
else
  echo unfinished
fi`;

/**
 * Runs \`kubeadm init\` once. What an earlier attempt of runbook left is reset first; one that still runs is waited for. The token is not
 * printed, and what looks like one is masked all the same, since the output is shown and kept. Arguments: configuration, socket of the container runtime.
 */
export const INIT_CLUSTER = `config=$1 socket=$2 mark=/etc/kubernetes/runbook-node
before=$(cat "$mark" 2>/dev/null)
exec 9>/run/runbook-kubeadm.lock
flock 9 || exit 1
if [ "$before" = begun ]; then
  if [ "$(cat "$mark" 2>/dev/null)" = 'done' ]; then exit 0; fi
  kubeadm reset -f --cri-socket "$socket" || exit 1
fi
echo begun >"$mark" || exit 1
systemctl enable kubelet || exit 1
exec 4>&1
status=$({
  {
    kubeadm init --config "$config" --skip-token-print 2>&1
    echo "$?" >&3
  } | sed -u 's/[a-z0-9]\\{6\\}\\.[a-z0-9]\\{16\\}/<token>/g' >&4
} 3>&1)
if [ "$status" != 0 ]; then exit 1; fi
echo 'done' >"$mark"`;

/**
 * Runs \`kubeadm join\` once, as INIT_CLUSTER does. The configuration holds secrets: it is removed however this ends. A worker
 * has joined when its kubelet has its own credentials, so an attempt that came that far only lacks the mark. Arguments: configuration, socket of the
 * container runtime, worker or control_plane.
 */
export const JOIN_NODE = `config=$1 socket=$2 role=$3 mark=/etc/kubernetes/runbook-node
trap 'rm -f "$config"' EXIT
trap 'exit 1' HUP INT TERM
before=$(cat "$mark" 2>/dev/null)
exec 9>/run/runbook-kubeadm.lock
flock 9 || exit 1
if [ "$before" = begun ]; then
  if [ "$(cat "$mark" 2>/dev/null)" = 'done' ]; then exit 0; fi
  if [ "$role" = worker ] && [ -e /etc/kubernetes/kubelet.conf ]; then
    echo 'done' >"$mark"
    exit
  fi
  kubeadm reset -f --cri-socket "$socket" || exit 1
fi
echo begun >"$mark" || exit 1
systemctl enable kubelet || exit 1
kubeadm join --config "$config" || exit 1
echo 'done' >"$mark"`;

/** Prints the digest of the public key of the cluster's authority, by which joining nodes know it. */
export const CA_HASH = `digest=$(openssl x509 -pubkey -noout -in /etc/kubernetes/pki/ca.crt | openssl pkey -pubin -outform DER | sha256sum) || exit 1
echo "sha256:\${digest%% *}"`;

/** Makes a token for one join and prints only it. Argument: how long it lives. */
export const JOIN_TOKEN = `said=$(kubeadm token create --ttl "$1" --description 'one join by runbook' 2>&1) || {
  printf '%s\\n' "$said"
  exit 1
}
printf '%s\\n' "$said" | grep -Ex '[a-z0-9]{6}\\.[a-z0-9]{16}'`;

/** Stores the certificates of the control plane in the cluster, encrypted, and prints only the key. Argument: configuration. */
export const CERTIFICATE_KEY = `said=$(kubeadm init phase upload-certs --upload-certs --config "$1" 2>&1) || {
  printf '%s\\n' "$said"
  exit 1
}
printf '%s\\n' "$said" | grep -Ex '[0-9a-f]{64}'`;
