# shellcheck shell=sh disable=SC2034,SC2154 # variables are shared among the parts
# Part of the kubeadm stand-in: reset.

reset_command() {
  take_flags 'cri-socket cert-dir kubeconfig ignore-preflight-errors' force "$@"
  reached=''
  if [ -f "$kubernetes/admin.conf" ]; then
    echo '[reset] Reading configuration from the cluster...'
    echo "[reset] FYI: You can look at this config file with 'kubectl -n kube-system get cm kubeadm-config -o yaml'"
    if api_as "$kubernetes/admin.conf" GET /stand-in/config/cluster && [ "$http" -eq 200 ]; then
      reached=1
    else
      server=$(from_kubeconfig "$kubernetes/admin.conf" server)
      klog reset.go:99 "[reset] Unable to fetch the kubeadm-config ConfigMap from cluster: failed to get config map: Get \"$server/api/v1/namespaces/kube-system/configmaps/kubeadm-config?timeout=10s\": $why"
    fi
  fi
  if [ -z "${flag_force-}" ]; then
    echo "[reset] WARNING: Changes made to this host by 'kubeadm init' or 'kubeadm join' will be reverted."
    printf '[reset] Are you sure you want to proceed? [y/N]: '
    read -r reply || reply=''
    case $reply in
      y | Y) ;;
      *) fail 'error execution phase preflight: aborted reset operation' ;;
    esac
  fi
  echo '[preflight] Running pre-flight checks'
  check_root
  folders=''
  if [ -n "$reached" ]; then
    name=$(sed -n 's/^    user: system:node://p' "$kubernetes/kubelet.conf" 2> /dev/null)
    echo "[reset] Removing info for node \"$name\" from the ConfigMap \"kubeadm-config\" in the \"kube-system\" Namespace"
    api_as "$kubernetes/admin.conf" DELETE "/stand-in/members/$name"
  else
    klog removeetcdmember.go:79 '[reset] No kubeadm config, using etcd pod spec to get data directory'
  fi
  if [ -n "$reached" ] || [ -f "$kubernetes/manifests/etcd.yaml" ]; then
    folders=/var/lib/etcd
  else
    echo '[reset] No etcd config found. Assuming external etcd'
    echo '[reset] Please, manually reset etcd to prevent further issues'
  fi
  echo '[reset] Stopping the kubelet service'
  systemctl stop kubelet 2> /dev/null
  echo '[reset] Unmounting mounted directories in "/var/lib/kubelet"'
  if [ -d /var/lib/kubelet ]; then
    folders="$folders /var/lib/kubelet"
  else
    klog cleanupnode.go:99 '[reset] Failed to evaluate the "/var/lib/kubelet" directory. Skipping its unmount and cleanup: lstat /var/lib/kubelet: no such file or directory'
  fi
  folders="$folders /var/lib/dockershim /var/run/kubernetes /var/lib/cni"
  echo "[reset] Deleting contents of config directories: [$kubernetes/manifests $pki]"
  empty "$kubernetes/manifests" "$pki"
  files="$kubernetes/admin.conf $kubernetes/kubelet.conf $kubernetes/bootstrap-kubelet.conf $kubernetes/controller-manager.conf $kubernetes/scheduler.conf"
  echo "[reset] Deleting files: [$files]"
  # shellcheck disable=SC2086 # a list of paths without blanks
  rm -f $files
  echo "[reset] Deleting contents of stateful directories: [${folders# }]"
  # shellcheck disable=SC2086
  empty $folders
  printf '\n'
  cat "$library/text/reset-done.txt"
}

# Removes what is in the folders that exist, and leaves the folders.
empty() {
  for folder in "$@"; do
    if [ -d "$folder" ]; then find "$folder" -mindepth 1 -delete; fi
  done
}
