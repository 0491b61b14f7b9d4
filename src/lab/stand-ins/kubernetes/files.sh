# shellcheck shell=sh disable=SC2034,SC2154 # variables are shared among the parts
# Part of the kubeadm stand-in: certificates, kubeconfigs, manifests and the kubelet's files, in kubeadm's places and modes.

# Makes an authority: new_authority FILE CN. FILE is without .crt and .key.
new_authority() {
  (umask 077 && openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.crt" -days 3650 -subj "/CN=$2" \
    -addext keyUsage=critical,digitalSignature,keyEncipherment,keyCertSign 2> /dev/null)
  chmod 644 "$1.crt"
}
# Makes a certificate signed by an authority: new_certificate FILE AUTHORITY SUBJECT [SERVER-NAMES]
new_certificate() {
  usage=clientAuth names=''
  case ${4-} in
    '') ;;
    */etcd) usage=serverAuth,clientAuth ;;
    *) usage=serverAuth ;;
  esac
  if [ -n "${4-}" ]; then names=",subjectAltName=${4%/etcd}"; fi
  (umask 077 && openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "$3" 2> /dev/null)
  printf 'keyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=%s\n%s\n' "$usage" "${names#,}" > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -set_serial "0x$(random_from 1-9 16)" -days 365 -extfile "$1.ext" -out "$1.crt" 2> /dev/null
  rm -f "$1.csr" "$1.ext"
  chmod 644 "$1.crt"
}

# The first address of a network: 198.18.96.0/20 gives 198.18.96.1, and for the name service the tenth.
nth_address() {
  printf '%s\n' "${1%/*}" | awk -F . -v nth="$2" '{ print $1 "." $2 "." $3 "." ($4 + nth) }'
}

# The certificates that the API server and etcd show, and what clients use; the authorities are there. Says what kubeadm says.
new_leaf() {
  say_leaf=$1
  echo "[certs] Generating \"$say_leaf\" certificate and key"
  case $say_leaf in
    apiserver)
      names="$node kubernetes kubernetes.default kubernetes.default.svc kubernetes.default.svc.$domain"
      addresses="$(nth_address "$services" 1) $address"
      for name in "${endpoint%:*}" $(all_of ClusterConfiguration apiServer.certSANs); do
        case " $names $addresses  " in *" $name "*) continue ;; esac
        if is_ipv4 "$name"; then addresses="$addresses $name"; else names="$names $name"; fi
      done
      echo "[certs] apiserver serving cert is signed for DNS names [$names] and IPs [$addresses]"
      new_certificate "$pki/apiserver" "$pki/ca" /CN=kube-apiserver "$(alternative_names "$names" "$addresses")"
      ;;
    etcd/server | etcd/peer)
      echo "[certs] $say_leaf serving cert is signed for DNS names [$node localhost] and IPs [$address 127.0.0.1 ::1]"
      new_certificate "$pki/$say_leaf" "$pki/etcd/ca" "/CN=$node" "$(alternative_names "$node localhost" "$address 127.0.0.1 ::1")/etcd"
      ;;
    apiserver-kubelet-client) new_certificate "$pki/$say_leaf" "$pki/ca" /O=system:masters/CN=kube-apiserver-kubelet-client ;;
    front-proxy-client) new_certificate "$pki/$say_leaf" "$pki/front-proxy-ca" /CN=front-proxy-client ;;
    etcd/healthcheck-client) new_certificate "$pki/$say_leaf" "$pki/etcd/ca" /O=system:masters/CN=kube-etcd-healthcheck-client ;;
    apiserver-etcd-client) new_certificate "$pki/$say_leaf" "$pki/etcd/ca" /O=system:masters/CN=kube-apiserver-etcd-client ;;
  esac
}
alternative_names() {
  for name in $1; do printf 'DNS:%s,' "$name"; done
  for name in $2; do printf 'IP:%s,' "$name"; done | sed 's/,$//'
}

# Writes a kubeconfig: new_kubeconfig NAME SUBJECT USER SERVER
new_kubeconfig() {
  echo "[kubeconfig] Writing \"$1\" kubeconfig file"
  new_certificate "$kubernetes/$1" "$pki/ca" "$2"
  write_kubeconfig "$kubernetes/$1" "$3" "$4" "    client-certificate-data: $(base64 -w 0 "$kubernetes/$1.crt")
    client-key-data: $(base64 -w 0 "$kubernetes/$1.key")"
  rm -f "$kubernetes/$1.crt" "$kubernetes/$1.key"
}
# Writes a kubeconfig around the lines that tell who the user is: write_kubeconfig FILE USER SERVER LINES
write_kubeconfig() {
  (umask 077 && cat > "$1") << EOF_KUBECONFIG
apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: $(base64 -w 0 "$pki/ca.crt")
    server: https://$3
  name: $cluster
contexts:
- context:
    cluster: $cluster
    user: $2
  name: $2@$cluster
current-context: $2@$cluster
kind: Config
preferences: {}
users:
- name: $2
  user:
$4
EOF_KUBECONFIG
}
control_plane_kubeconfigs() {
  new_kubeconfig controller-manager.conf /CN=system:kube-controller-manager system:kube-controller-manager "$address:$port"
  new_kubeconfig scheduler.conf /CN=system:kube-scheduler system:kube-scheduler "$address:$port"
}

# Fills a text of the transcripts: fill FILE
fill() {
  sed -e "s|@ADDRESS@|$address|g; s|@PORT@|$port|g; s|@NODE@|$node|g; s|@REPOSITORY@|$repository|g; s|@VERSION@|$version|g" \
    -e "s|@SERVICES@|$services|g; s|@PODS@|$pods|g; s|@DOMAIN@|$domain|g; s|@CGROUP@|$cgroup|g; s|@SOCKET@|$socket|g" \
    -e "s|@CLUSTER@|$cluster|g; s|@DNS@|$(nth_address "$services" 10)|g" "$library/text/$1"
}
# Writes one static pod: new_manifest NAME SECTION, where SECTION of ClusterConfiguration holds its extraArgs.
new_manifest() {
  extra=$(printf '%s\n' "$configuration" | awk -F '\t' -v path="$2.extraArgs." '$1 == "ClusterConfiguration" && index($2, path) == 1 { print substr($2, length(path) + 1) "=" $3 }')
  text=$(fill "$1.yaml" | sed "/--cluster-cidr=\$/d")
  mkdir -p "$kubernetes/manifests" && chmod 700 "$kubernetes/manifests"
  (umask 077 && printf '%s\n' "$text" | awk -v extra="$extra" '
    BEGIN {
      count = split(extra, args, "\n")
      for (i = 1; i <= count; i++) { key = args[i]; sub(/=.*/, "", key); given[key] = args[i] }
    }
    # The arguments stand sorted; each extra one goes where it belongs, or replaces the one of its name.
    function insert_before(key,   k, best) {
      for (;;) {
        best = ""
        for (k in given) if (k < key && (best == "" || k < best)) best = k
        if (best == "") return
        print "    - --" given[best]
        delete given[best]
      }
    }
    /^    - --/ { key = $2; sub(/^--/, "", key); sub(/=.*/, "", key); insert_before(key); if (key in given) { print "    - --" given[key]; delete given[key]; next } seen = 1 }
    seen && !/^    - --/ { insert_before("\177"); seen = 0 }
    { print }' > "$kubernetes/manifests/$1.yaml")
}
control_plane_manifests() {
  echo "[control-plane] Using manifest folder \"$kubernetes/manifests\""
  echo '[control-plane] Creating static Pod manifest for "kube-apiserver"'
  new_manifest kube-apiserver apiServer
  echo '[control-plane] Creating static Pod manifest for "kube-controller-manager"'
  new_manifest kube-controller-manager controllerManager
  echo '[control-plane] Creating static Pod manifest for "kube-scheduler"'
  new_manifest kube-scheduler scheduler
}

# The kubelet's flags; its configuration is in $kubelet_configuration.
kubelet_files() {
  mkdir -p /var/lib/kubelet && chmod 700 /var/lib/kubelet
  flags_line="--container-runtime=remote --container-runtime-endpoint=$socket"
  extra=$(printf '%s\n' "$configuration" | awk -F '\t' '$2 ~ /^nodeRegistration\.kubeletExtraArgs\./ { sub(/.*kubeletExtraArgs\./, "", $2); printf " --%s=%s", $2, $3 }')
  printf '%s\n' "$kubelet_configuration" > /var/lib/kubelet/config.yaml
  printf 'KUBELET_KUBEADM_ARGS="%s%s"\n' "$flags_line" "$extra" > /var/lib/kubelet/kubeadm-flags.env
}
start_kubelet() {
  echo '[kubelet-start] Starting the kubelet'
  systemctl daemon-reload 2> /dev/null
  systemctl restart kubelet 2> /dev/null
}

# What discovery compares: sha256 of the public key of an authority (SubjectPublicKeyInfo, RFC 7469).
authority_hash() {
  printf 'sha256:%s' "$(openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum | cut -d ' ' -f 1)"
}
