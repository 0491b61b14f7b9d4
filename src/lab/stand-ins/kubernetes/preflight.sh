# shellcheck shell=sh disable=SC2034,SC2154 # variables are shared among the parts
# Part of the kubeadm stand-in: the checks before init and join, in kubeadm's order (cmd/kubeadm/app/preflight/checks.go of 1.20.2).
# Left out: verification of cgroups and kernel configuration, HTTP proxies, IPv6.

errors=''
# An error of a check, or a warning when it is to be ignored: check_failed NAME MESSAGE
check_failed() {
  case ",$(printf '%s' "${flag_ignore_preflight_errors-}" | tr '[:upper:]' '[:lower:]')," in
    *,all,* | *",$(printf '%s' "$1" | tr '[:upper:]' '[:lower:]'),"*) check_warned "$1" "$2" ;;
    *) errors="$errors
	[ERROR $1]: $2" ;;
  esac
}
check_warned() {
  printf '\t[WARNING %s]: %s\n' "$1" "$2" >&2
}
end_checks() {
  if [ -z "$errors" ]; then return; fi
  hint="[preflight] If you know what you are doing, you can make a check non-fatal with \`--ignore-preflight-errors=...\`"
  fail "error execution phase preflight: [preflight] Some fatal errors occurred:$errors
$hint"
}
named() {
  printf '%s' "$1" | tr / -
}
check_port() {
  if [ -n "$(ss -Hltn "sport = :$1")" ]; then check_failed "Port-$1" "Port $1 is in use"; fi
}
check_no_file() {
  if [ -e "$1" ]; then check_failed "FileAvailable-$(named "$1")" "$1 already exists"; fi
}
check_empty() {
  if [ -n "$(ls -A "$1" 2> /dev/null)" ]; then check_failed "DirAvailable-$(named "$1")" "$1 is not empty"; fi
}
check_one() {
  if ! [ -e "$1" ]; then
    check_failed "FileContent-$(named "$1")" "$1 does not exist"
  elif ! grep -q '^1' "$1"; then
    check_failed "FileContent-$(named "$1")" "$1 contents are not set to 1"
  fi
}
check_program() {
  if command -v "$1" > /dev/null 2>&1; then return; fi
  if [ "${2-}" = optional ]; then
    check_warned "FileExisting-$1" "$1 not found in system path"
  else
    check_failed "FileExisting-$1" "$1 not found in system path"
  fi
}
check_root() {
  if [ "$(id -u)" -ne 0 ]; then check_failed IsPrivilegedUser 'user is not running as root'; fi
  end_checks
}

# Sets $socket, and $missing to what is missing to talk to the container runtime, empty when nothing is.
find_runtime() {
  socket=$1 runtime=crictl missing=''
  if [ -z "$socket" ] && [ -e /run/containerd/containerd.sock ]; then socket=/run/containerd/containerd.sock; fi
  if [ -z "$socket" ]; then runtime=docker; fi
  if ! command -v "$runtime" > /dev/null 2>&1; then
    missing="$runtime is required for container runtime: exec: \"$runtime\": executable file not found in \$PATH"
  fi
}

# The checks of init that concern a control plane's own ports and files; $1 is the port of the API server.
check_control_plane() {
  if [ "$(nproc)" -lt 2 ]; then check_failed NumCPU "the number of available CPUs $(nproc) is less than the required 2"; fi
  memory=$(awk '$1 == "MemTotal:" { print int($2 / 1024) }' /proc/meminfo)
  if [ "$memory" -lt 1700 ]; then check_failed Mem "the system RAM ($memory MB) is less than the minimum 1700 MB"; fi
  if [ "$minor" -gt 20 ]; then
    check_warned KubernetesVersion "Kubernetes version is greater than kubeadm version. Please consider to upgrade kubeadm. Kubernetes version: ${version#v}. Kubeadm version: 1.20.x"
  fi
  if systemctl is-active --quiet firewalld 2> /dev/null; then
    check_warned Firewalld "firewalld is active, please ensure ports [$1 10250] are open or your cluster may not function correctly"
  fi
  for needed in "$1" 10259 10257; do check_port "$needed"; done
  for name in kube-apiserver kube-controller-manager kube-scheduler etcd; do check_no_file "$kubernetes/manifests/$name.yaml"; done
}
check_etcd() {
  check_port 2379
  check_port 2380
  check_empty /var/lib/etcd
}
# The checks of every node; $1 is the container runtime's socket, $2 the node's name.
check_common() {
  find_runtime "$1"
  if [ -n "$missing" ]; then
    echo "[preflight] WARNING: Couldn't create the interface used for talking to the container runtime: $missing"
  elif ! answer=$(crictl -r "$socket" info 2>&1); then
    check_failed CRI "container runtime is not running: output: $answer
, error: exit status 1"
  fi
  check_program crictl
  check_one /proc/sys/net/bridge/bridge-nf-call-iptables
  check_one /proc/sys/net/ipv4/ip_forward
  if [ "$(wc -l < /proc/swaps)" -gt 1 ]; then check_failed Swap 'running with swap on is not supported. Please disable swap'; fi
  for name in conntrack ip iptables mount nsenter; do check_program "$name"; done
  for name in ebtables ethtool socat tc touch; do check_program "$name" optional; done
  if ! getent ahosts "$2" > /dev/null; then check_warned Hostname "hostname \"$2\" could not be reached"; fi
  if ! command -v kubelet > /dev/null 2>&1; then
    check_failed KubeletVersion "couldn't get kubelet version: cannot execute 'kubelet --version': executable file not found in \$PATH"
  fi
  if ! systemctl is-enabled --quiet kubelet 2> /dev/null; then
    check_warned Service-Kubelet "kubelet service is not enabled, please run 'systemctl enable kubelet.service'"
  fi
  check_port 10250
}

# Pulls what is not there; $1 is the container runtime's socket.
pull_images() {
  echo '[preflight] Pulling images required for setting up a Kubernetes cluster'
  echo '[preflight] This might take a minute or two, depending on the speed of your internet connection'
  echo "[preflight] You can also perform this action in beforehand using 'kubeadm config images pull'"
  find_runtime "$1"
  if [ -n "$missing" ]; then fail "error execution phase preflight: $missing"; fi
  for image in $(images); do
    if crictl -r "$socket" inspecti "$image" > /dev/null 2>&1; then continue; fi
    if ! answer=$(crictl -r "$socket" pull "$image" 2>&1); then
      check_failed ImagePull "failed to pull image $image: output: $answer
, error: exit status 1"
    fi
  done
  end_checks
}
# One image for `config images pull`, which stops at the first that fails.
pull_image() {
  find_runtime "$(of InitConfiguration nodeRegistration.criSocket)"
  if [ -n "$missing" ]; then fail "$missing"; fi
  if ! answer=$(crictl -r "$socket" pull "$1" 2>&1); then
    fail "failed to pull image \"$1\": output: $answer
, error: exit status 1"
  fi
  echo "[config/images] Pulled $1"
}

# kubeadm init phase preflight, and the beginning of init.
preflight_init() {
  echo '[preflight] Running pre-flight checks'
  check_root
  check_control_plane "$port"
  check_common "$(of InitConfiguration nodeRegistration.criSocket)" "$node"
  check_etcd
  end_checks
  pull_images "$(of InitConfiguration nodeRegistration.criSocket)"
}
