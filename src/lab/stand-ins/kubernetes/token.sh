# shellcheck shell=sh disable=SC2034,SC2154 # variables are shared among the parts
# Part of the kubeadm stand-in: bootstrap tokens.

# Keeps a token in the cluster: store_token TOKEN SECONDS [DESCRIPTION]. 0 seconds is for ever.
store_token() {
  expiry=0
  if [ "$2" -gt 0 ]; then expiry=$(($(date +%s) + $2)); fi
  api_as "$admin_configuration" POST "/stand-in/tokens/${1%%.*}" "${1#*.} $expiry ${3-}"
}
admin_configuration="$kubernetes/admin.conf"

need_admin_configuration() {
  admin_configuration=${flag_kubeconfig-$kubernetes/admin.conf}
  if [ -z "${flag_kubeconfig-}" ] && ! [ -f "$admin_configuration" ]; then admin_configuration=$HOME/.kube/config; fi
  if ! [ -f "$admin_configuration" ]; then fail "failed to load admin kubeconfig: open $admin_configuration: no such file or directory"; fi
  admin_server=$(from_kubeconfig "$admin_configuration" server)
}

token_command() {
  action=${1-}
  if [ $# -gt 0 ]; then shift; fi
  case $action in
    create) take_flags 'config ttl description certificate-key kubeconfig' 'print-join-command' "$@" ;;
    list | delete) take_flags 'kubeconfig' '' "$@" ;;
    generate) ;;
    *) fail "invalid subcommand: \"$action\"" ;;
  esac
  # shellcheck disable=SC2086 # tokens are words
  set -- ${words-}
  "token_$action" "$@"
}

new_token() {
  echo "$(random_from a-z0-9 6).$(random_from a-z0-9 16)"
}
token_generate() {
  new_token
}

token_create() {
  ttl=${flag_ttl-24h0m0s}
  lifetime=$(seconds_of "$ttl")
  if [ -z "$lifetime" ]; then fail "invalid argument \"$ttl\" for \"--ttl\" flag: time: invalid duration \"$ttl\""; fi
  token=${1-$(new_token)}
  if ! is_token "$token"; then fail "the bootstrap token \"$token\" was not of the form \"\\\\A([a-z0-9]{6})\\\\.([a-z0-9]{16})\\\\z\""; fi
  need_admin_configuration
  configuration=''
  if [ -n "${flag_config-}" ]; then load_configuration "$flag_config" InitConfiguration; fi
  # kubeadm tries for 75 seconds.
  end=$(($(date +%s) + 75))
  while ! store_token "$token" "$lifetime" "${flag_description-}"; do
    if [ "$(date +%s)" -ge "$end" ]; then fail 'timed out waiting for the condition'; fi
    sleep 2
  done
  case $http in
    201) ;;
    409) fail "a token with id \"${token%%.*}\" already exists" ;;
    *) fail 'timed out waiting for the condition' ;;
  esac
  if [ -z "${flag_print_join_command-}" ]; then
    echo "$token"
    return
  fi
  authority=$(from_kubeconfig "$admin_configuration" certificate-authority-data | base64 -d)
  join="kubeadm join ${admin_server#https://} --token $token     --discovery-token-ca-cert-hash $(printf '%s\n' "$authority" | authority_hash /dev/stdin) "
  if [ -n "${flag_certificate_key-}" ]; then join="$join    --control-plane --certificate-key $flag_certificate_key"; fi
  printf '%s\n' "$join"
}

token_list() {
  need_admin_configuration
  path='/api/v1/namespaces/kube-system/secrets?fieldSelector=type%3Dbootstrap.kubernetes.io%2Ftoken'
  if ! api_as "$admin_configuration" GET /stand-in/tokens; then fail "failed to list bootstrap tokens: Get \"$admin_server$path\": $why"; fi
  # The columns of kubeadm's own printer (cmd/kubeadm/app/cmd/token.go): each row is laid out by itself, the first with the heading.
  printf '%s\n' "$answer" | while read -r id secret expiry description; do
    if [ -z "$id" ]; then continue; fi
    expires='<never>' left='<forever>' width=10
    if [ "$expiry" -ne 0 ]; then
      expires=$(date -u -d "@$expiry" +%Y-%m-%dT%H:%M:%SZ) width=23
      left=$(short_duration $((expiry - $(date +%s))))
    fi
    if [ -z "${headed-}" ]; then printf "%-26s%-12s%-${width}s%-25s%-59s%s\n" TOKEN TTL EXPIRES USAGES DESCRIPTION 'EXTRA GROUPS'; fi
    headed=1
    printf "%-26s%-12s%-${width}s%-25s%-59s%s\n" "$id.$secret" "$left" "$expires" authentication,signing "${description:-<none>}" system:bootstrappers:kubeadm:default-node-token
  done
}
short_duration() {
  if [ "$1" -lt 60 ]; then echo "$1s"; elif [ "$1" -lt 3600 ]; then echo "$(($1 / 60))m"; elif [ "$1" -lt 86400 ]; then echo "$(($1 / 3600))h"; else echo "$(($1 / 86400))d"; fi
}

token_delete() {
  if [ $# -eq 0 ]; then fail "missing subcommand; 'token delete' is missing token of form \"\\\\A([a-z0-9]{6})\\\\z\""; fi
  need_admin_configuration
  for token in "$@"; do
    id=${token%%.*}
    if ! is_token "$token" && ! printf '%s\n' "$token" | grep -Eqx '[a-z0-9]{6}'; then
      fail "given token didn't match pattern \"\\\\A([a-z0-9]{6})\\\\z\" or \"\\\\A([a-z0-9]{6})\\\\z\""
    fi
    path="$admin_server/api/v1/namespaces/kube-system/secrets/bootstrap-token-$id?timeout=10s"
    if ! api_as "$admin_configuration" DELETE "/stand-in/tokens/$id"; then fail "failed to delete bootstrap token \"$id\": Delete \"$path\": $why"; fi
    if [ "$http" -ne 200 ]; then fail "failed to delete bootstrap token \"$id\": secrets \"bootstrap-token-$id\" not found"; fi
    echo "bootstrap token \"$id\" deleted"
  done
}
