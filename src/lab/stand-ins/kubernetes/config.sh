# shellcheck shell=sh disable=SC2034,SC2154 # variables are shared among the parts
# Part of the kubeadm stand-in: reads, checks and completes a configuration of kubeadm.k8s.io/v1beta2.

# Prints the value at a path of a kind, the first one of that path: of InitConfiguration localAPIEndpoint.bindPort
of() {
  printf '%s\n' "$configuration" | awk -F '\t' -v kind="$1" -v path="$2" '$1 == kind && $2 == path { print $3; exit }'
}
# Prints the values of a list: all_of ClusterConfiguration apiServer.certSANs
all_of() {
  printf '%s\n' "$configuration" | awk -F '\t' -v kind="$1" -v path="$2." '$1 == kind && index($2, path) == 1 { print $3 }'
}

# Reads the file into $configuration. $2 is the kind that the command needs; InitConfiguration brings ClusterConfiguration with it.
load_configuration() {
  if ! [ -r "$1" ]; then fail "unable to read config from \"$1\" : open $1: no such file or directory"; fi
  if ! configuration=$(awk -f "$library/yaml.awk" "$1"); then
    where=$(printf '%s\n' "$configuration" | tail -n 1)
    fail "could not interpret GroupVersionKind; unmarshal error: error converting YAML to JSON: yaml: $where: mapping values are not allowed in this context"
  fi
  tab=$(printf '\t')
  while IFS="$tab" read -r mark group_version kind; do
    if [ "$mark" != @doc ]; then continue; fi
    case $group_version in
      kubeadm.k8s.io/*) check_kind "${group_version#*/}" "$kind" ;;
    esac
  done << EOF_DOCUMENTS
$configuration
EOF_DOCUMENTS
  if [ "$2" = JoinConfiguration ]; then check_join; else check_init; fi
}

# The version and kind of one document: kubeadm 1.20 reads v1beta2 and, with a warning, v1beta1.
check_kind() {
  scheme='"k8s.io/kubernetes/cmd/kubeadm/app/apis/kubeadm/scheme/scheme.go:31"'
  unknown="unknown configuration schema.GroupVersionKind{Group:\"kubeadm.k8s.io\", Version:\"$1\", Kind:\"$2\"} for scheme definitions in $scheme"
  unknown="$unknown and \"k8s.io/kubernetes/cmd/kubeadm/app/componentconfigs/scheme.go:28\""
  case $1 in
    v1alpha3)
      fail "your configuration file uses an old API spec: \"kubeadm.k8s.io/v1alpha3\". Please use kubeadm v1.14 instead and run 'kubeadm config migrate --old-config old.yaml --new-config new.yaml', which will write the new, similar spec using a newer API version."
      ;;
    v1beta1)
      klog common.go:77 "your configuration file uses a deprecated API spec: \"kubeadm.k8s.io/v1beta1\". Please use 'kubeadm config migrate --old-config old.yaml --new-config new.yaml', which will write the new, similar spec using a newer API version."
      ;;
    v1beta2) ;;
    *)
      klog strict.go:47 "$unknown"
      fail "no kind \"$2\" is registered for version \"kubeadm.k8s.io/$1\" in scheme $scheme"
      ;;
  esac
  case $2 in
    InitConfiguration | ClusterConfiguration | JoinConfiguration) check_fields "$1" "$2" ;;
    *)
      klog strict.go:47 "$unknown"
      echo "[config] WARNING: Ignored YAML document with GroupVersionKind kubeadm.k8s.io/$1, Kind=$2"
      ;;
  esac
}

# Warns of the first field that the kind does not have; kubeadm goes on without it.
check_fields() {
  field=$(printf '%s\n' "$configuration" | awk -F '\t' -v kind="$2" '
    FNR == NR {
      split($0, entry, " ")
      if (entry[1] != kind) next
      count = split(entry[2], part, ".")
      for (i = 1; i <= count; i++) known[join_parts(part, i)] = 1
      next
    }
    function join_parts(list, upto,   k, text) {
      for (k = 1; k <= upto; k++) text = text (k > 1 ? "." : "") list[k]
      return text
    }
    $1 != kind || $2 == "kind" || $2 == "apiVersion" { next }
    {
      count = split($2, part, ".")
      for (i = 1; i <= count; i++) {
        name = part[i]
        if (join_parts(part, i) in known) continue
        part[i] = "*"
        if (!(join_parts(part, i) in known)) { print name; exit }
        # The rest of a name in a map that holds dots belongs to the name.
        if (name !~ /^[0-9]+$/) break
      }
    }' "$library/text/known-fields.txt" -)
  if [ -n "$field" ]; then
    klog strict.go:54 "error unmarshaling configuration schema.GroupVersionKind{Group:\"kubeadm.k8s.io\", Version:\"$1\", Kind:\"$2\"}: error unmarshaling JSON: while decoding JSON: json: unknown field \"$field\""
  fi
}

token_pattern='^[a-z0-9]{6}\.[a-z0-9]{16}$'
is_token() {
  printf '%s\n' "$1" | grep -Eq "$token_pattern"
}
is_ipv4() {
  printf '%s\n' "$1" | awk -F . 'NF != 4 { exit 1 } { for (i = 1; i <= 4; i++) if ($i !~ /^[0-9]+$/ || $i > 255) exit 1 }'
}
is_cidr() {
  is_ipv4 "${1%/*}" && printf '%s\n' "${1#*/}" | awk '!/^[0-9]+$/ || $1 > 32 { exit 1 }'
}

check_init() {
  for token in $(printf '%s\n' "$configuration" | awk -F '\t' '$1 == "InitConfiguration" && $2 ~ /^bootstrapTokens\.[0-9]+\.token$/ { print $3 }'); do
    if is_token "$token"; then continue; fi
    form="the bootstrap token \"$token\" was not of the form \"\\\\A([a-z0-9]{6})\\\\.([a-z0-9]{16})\\\\z\""
    klog strict.go:54 "error unmarshaling configuration schema.GroupVersionKind{Group:\"kubeadm.k8s.io\", Version:\"v1beta2\", Kind:\"InitConfiguration\"}: error unmarshaling JSON: while decoding JSON: $form"
    fail "v1beta2.InitConfiguration.BootstrapTokens: []v1beta2.BootstrapToken: v1beta2.BootstrapToken.TTL: Token: unmarshalerDecoder: $form"
  done
  address=$(of InitConfiguration localAPIEndpoint.advertiseAddress)
  if [ -n "$address" ] && ! is_ipv4 "$address"; then
    fail "couldn't use \"$address\" as \"apiserver-advertise-address\", must be ipv4 or ipv6 address"
  fi
  default_cluster '' ''
  endpoint=$(of ClusterConfiguration controlPlaneEndpoint)
  case $endpoint in
    *:*[!0-9]* | *:) fail "hostport $endpoint: port ${endpoint##*:} must be a valid number between 1 and 65535, inclusive" ;;
  esac
  mistakes='' number=0
  for name in serviceSubnet podSubnet; do
    subnet=$(of ClusterConfiguration "networking.$name")
    if [ -n "$subnet" ] && ! is_cidr "$subnet"; then
      mistakes="$mistakes${mistakes:+, }$name: Invalid value: \"$subnet\": couldn't parse subnet"
      number=$((number + 1))
    fi
  done
  if [ "$number" -gt 1 ]; then mistakes="[$mistakes]"; fi
  if [ -n "$mistakes" ]; then fail "$mistakes" 3; fi
}

# Sets what kubeadm takes from the cluster's configuration, with its defaults: $version, $repository.
default_cluster() {
  version=${1:-$(of ClusterConfiguration kubernetesVersion)}
  repository=${2:-$(of ClusterConfiguration imageRepository)}
  repository=${repository:-k8s.gcr.io}
  if [ -z "$version" ]; then
    klog version.go:101 'could not fetch a Kubernetes version from the internet: unable to get URL "https://dl.k8s.io/release/stable-1.txt"'
    klog version.go:102 'falling back to the local client version: v1.20.2'
    version=v1.20.2
  fi
  if ! printf '%s\n' "$version" | grep -Eq '^v?1\.[0-9]+\.[0-9]+([-+].*)?$'; then
    fail "version \"$version\" doesn't match patterns for neither semantic version nor labels (stable, latest, ...)"
  fi
  version=v${version#v}
  minor=${version#v1.}
  minor=${minor%%.*}
  if [ "$minor" -lt 19 ]; then
    fail "this version of kubeadm only supports deploying clusters with the control plane version >= 1.19.0. Current version: $version"
  fi
}

check_join() {
  prefix=discovery.bootstrapToken
  token=$(of JoinConfiguration $prefix.token)
  endpoint=$(of JoinConfiguration $prefix.apiServerEndpoint)
  hashes=$(all_of JoinConfiguration $prefix.caCertHashes)
  if [ -n "$(of JoinConfiguration discovery.file.kubeConfigPath)" ]; then lacking 'discovery by a file'; fi
  if [ -z "$token$endpoint$hashes" ]; then fail 'discovery: Invalid value: "": bootstrapToken or file must be set' 3; fi
  mistakes='' number=0
  if [ -z "$hashes" ] && [ "$(of JoinConfiguration $prefix.unsafeSkipCAVerification)" != true ]; then
    mistakes='discovery.bootstrapToken: Invalid value: "": using token-based discovery without caCertHashes can be unsafe. Set unsafeSkipCAVerification as true in your kubeadm config file or pass --discovery-token-unsafe-skip-ca-verification flag to continue'
    number=1
  fi
  if ! is_token "$token"; then
    invalid="Invalid value: \"$token\": the bootstrap token is invalid"
    mistakes="$mistakes${mistakes:+, }discovery.bootstrapToken.token: $invalid, discovery.tlsBootstrapToken: $invalid"
    number=2
  fi
  if [ "$number" -gt 1 ]; then mistakes="[$mistakes]"; fi
  if [ -n "$mistakes" ]; then fail "$mistakes" 3; fi
}

# Seconds of a Go duration such as 24h0m0s, 90s or 0; nothing when it is none.
seconds_of() {
  printf '%s\n' "$1" | awk '
    $0 == "0" { print 0; exit }
    !/^([0-9]+h)?([0-9]+m)?([0-9]+s)?$/ || $0 == "" { exit }
    { while (match($0, /^[0-9]+[hms]/)) {
        unit = substr($0, RLENGTH, 1)
        total += substr($0, 1, RLENGTH - 1) * (unit == "h" ? 3600 : unit == "m" ? 60 : 1)
        $0 = substr($0, RLENGTH + 1)
      }
      print total + 0 }'
}

images() {
  for name in apiserver controller-manager scheduler proxy; do echo "$repository/kube-$name:$version"; done
  printf '%s\n' "$repository/pause:3.2" "$repository/etcd:3.4.13-0" "$repository/coredns:1.7.0"
}
