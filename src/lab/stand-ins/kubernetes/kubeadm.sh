#!/bin/sh
# shellcheck disable=SC2034,SC2154 # variables are shared with the parts
# STAND-IN of the rehearsal lab for kubeadm 1.20.2. It speaks by transcripts of the real program and by its source, writes the files
# that the real one writes, and refuses what the real one refuses; no container ever runs. What it does not do is listed in
# stand-ins.ts of the project. Parts are in /usr/libexec/runbook-lab/kubernetes.
set -u
umask 022
LC_ALL=C
export LC_ALL
library=/usr/libexec/runbook-lab/kubernetes
kubernetes=/etc/kubernetes
pki=$kubernetes/pki

# Ends with the message and the line that kubeadm adds to each; the exit status is 1, or that of the second argument.
fail() {
  printf '%s\n' "$1" >&2
  echo 'To see the stack trace of this error execute with --v=5 or higher' >&2
  exit "${2:-1}"
}
# A warning in klog's form: klog FILE:LINE MESSAGE
klog() {
  printf 'W%s %7d %s] %s\n' "$(date +'%m%d %H:%M:%S.%6N')" "$$" "$1" "$2" >&2
}
# Says that the stand-in cannot do it, though the real one might. Exit status 70, which kubeadm does not use.
lacking() {
  echo "kubeadm STAND-IN of the rehearsal lab: $1 is not rehearsed" >&2
  exit 70
}
random_from() {
  LC_ALL=C tr -dc "$1" < /dev/urandom | head -c "$2"
}

# shellcheck source=/dev/null
. "$library/config.sh"
# shellcheck source=/dev/null
. "$library/api.sh"
# shellcheck source=/dev/null
. "$library/preflight.sh"
# shellcheck source=/dev/null
. "$library/files.sh"
# shellcheck source=/dev/null
. "$library/init.sh"
# shellcheck source=/dev/null
. "$library/join.sh"
# shellcheck source=/dev/null
. "$library/token.sh"
# shellcheck source=/dev/null
. "$library/reset.sh"

# Takes `--name value` and `--name=value` for the names in $1 and `--name` for the switches in $2 into variables flag_NAME; what
# remains goes to $words. An unknown flag ends the program as it ends kubeadm.
take_flags() {
  with_value=" $1 v " switches=" $2 " words=''
  shift 2
  while [ $# -gt 0 ]; do
    case $1 in
      -f) given=--force ;;
      -o) given=--output ;;
      *) given=$1 ;;
    esac
    name=${given#--} value=true
    name=${name%%=*}
    case $given in
      --*=*) value=${given#*=} ;;
      --*)
        case $with_value in
          *" $name "*)
            if [ $# -lt 2 ]; then fail "flag needs an argument: --$name"; fi
            value=$2
            shift
            ;;
        esac
        ;;
      *) words="$words $given" ;;
    esac
    case $given in
      --help) lacking 'the help text' ;;
      --*)
        case $with_value$switches in
          *" $name "*) eval "flag_$(printf '%s' "$name" | tr - _)=\$value" ;;
          *) fail "unknown flag: --$name" ;;
        esac
        ;;
    esac
    shift
  done
}

version_command() {
  take_flags output '' "$@"
  case ${flag_output-} in
    '') cat "$library/text/version.txt" ;;
    short) echo v1.20.2 ;;
    json | yaml) cat "$library/text/version.$flag_output" ;;
    *) fail "invalid output format: $flag_output" ;;
  esac
}
config_command() {
  if [ "${1-} ${2-}" != 'images list' ] && [ "${1-} ${2-}" != 'images pull' ]; then
    for word in "$@"; do
      case $word in --*) fail "unknown flag: ${word%%=*}" ;; esac
    done
    fail "invalid subcommand: \"${1-}\""
  fi
  action=$2
  shift 2
  take_flags 'config kubernetes-version image-repository' '' "$@"
  if [ -n "${flag_config-}" ]; then load_configuration "$flag_config" InitConfiguration; fi
  default_cluster "${flag_kubernetes_version-}" "${flag_image_repository-}"
  case $action in
    list) images ;;
    pull) images | while read -r image; do pull_image "$image"; done ;;
  esac
}
certs_command() {
  if [ "${1-}" != certificate-key ]; then lacking "certs ${1-}"; fi
  random_from 0-9a-f 64 && echo
}

case ${1-} in
  version | config | certs | init | join | token | reset)
    command=$1
    shift
    "${command}_command" "$@"
    ;;
  '' | -h | --help | help) lacking 'the help text' ;;
  upgrade | alpha | completion) lacking "$1" ;;
  -*) fail "unknown flag: ${1%%=*}" ;;
  *) fail "unknown command \"$1\" for \"kubeadm\"" ;;
esac
