#!/bin/sh
# STAND-IN of the rehearsal lab for crictl: whether containerd answers is asked for real (by ctr); images are names that `pull` keeps
# in a file and nothing is fetched. Its own messages are marked as the stand-in's, for none of the real crictl were recorded.
set -u
LC_ALL=C
export LC_ALL
socket=/run/containerd/containerd.sock names=/var/lib/containerd/runbook-lab-images
while [ $# -gt 0 ]; do
  case $1 in
    -r | --runtime-endpoint | -i | --image-endpoint) socket=${2#unix://} && shift ;;
    -r=* | --runtime-endpoint=* | -i=* | --image-endpoint=*) socket=${1#*=} && socket=${socket#unix://} ;;
    *) break ;;
  esac
  shift
done
answers() {
  if ! ctr -a "$socket" version > /dev/null 2>&1; then
    echo "crictl STAND-IN of the rehearsal lab: no container runtime answers at $socket" >&2
    exit 1
  fi
}
command=${1-}
if [ $# -gt 0 ]; then shift; fi
last=''
for last in "$@"; do :; done
case $command in
  --version | -v) echo 'crictl version v1.20.0' ;;
  info) answers && echo '{}' ;;
  pull)
    answers
    mkdir -p "${names%/*}"
    grep -qxF "$last" "$names" 2> /dev/null || echo "$last" >> "$names"
    ;;
  images) answers && cat "$names" 2> /dev/null ;;
  inspecti)
    answers
    if ! grep -qxF "$last" "$names" 2> /dev/null; then
      echo "crictl STAND-IN of the rehearsal lab: no such image $last" >&2
      exit 1
    fi
    ;;
  ps | pods) answers ;;
  *)
    echo "crictl STAND-IN of the rehearsal lab: '$command' is not rehearsed" >&2
    exit 70
    ;;
esac
