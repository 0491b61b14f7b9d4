import { APT_GET, APT_LINES, DNF_LINES, RPM_VERSIONS, RUN_DNF } from '../core/package-simulation.ts';

/** Exit code of the scripts when the transaction would be another one than the planned one; nothing was done. */
export const UNPLANNED = 92;

/**
 * What the scripts are given on standard input. `planned`: the lines of the transaction that may be done, and nothing else. `open`: it was not known when the
 * plan was made; whatever is needed may be installed or upgraded, and nothing removed or downgraded.
 */
export type ScriptPlan = readonly ['planned', ...string[]] | readonly ['open'];

/** `check`: ends the script when the lines of a transaction on its standard input hold one that must not be done. */
const CHECK = `set -eu
nl='
'
IFS= read -r mode
planned=$nl$(cat)$nl
check() {
  extra=$(
    while read -r line; do
      if [ "$mode" = planned ]; then
        case $planned in *"$nl$line$nl"*) ;; *) printf '%s\\n' "$line" ;; esac
      else
        case $line in remove\\ * | downgrade\\ *) printf '%s\\n' "$line" ;; esac
      fi
    done
  )
  if [ "$extra" ]; then
    echo 'This was not in the plan, so nothing was done:'
    printf '%s\\n' "$extra" | sed 's/ ? / /'
    exit ${UNPLANNED}
  fi
}
impossible() { # CODE: what $said explains
  if [ "$mode" = planned ]; then echo 'What was planned cannot be done any more, so nothing was done:'; fi
  printf '%s\\n' "$said"
  if [ "$mode" = planned ]; then exit ${UNPLANNED}; fi
  exit "$1"
}
`;

/**
 * Installs one package (`NAME` or `NAME=VERSION`) by apt-get(8). It waits for another apt or dpkg, finishes what an interrupted one left, and first has apt
 * say what it would do. Where that was planned, the package lists stay as they were when it was; else they are read again when they are older than a day or
 * do not lead to the package. Files that the administrator changed stay.
 */
export const APT_INSTALL = `${CHECK}${APT_GET}${APT_LINES}lists=/var/lib/apt/lists
update() {
  apt-get -q -o DPkg::Lock::Timeout=300 update
  touch "$lists"
  fresh=1
}
simulate() { # sets $said
  said=$(apt_get -s install "$1" 2>&1)
}
simulate_or_end() {
  if ! simulate "$1"; then impossible 100; fi
  printf '%s\\n' "$said" | apt_lines | check
}
# What a transaction is to downgrade stands in the plan, or the check has ended it.
install() {
  case $planned in *"\${nl}downgrade "*) set -- --allow-downgrades "$@" ;; esac
  apt_get --no-remove "$@"
}
if [ -n "$(ls -A /var/lib/dpkg/updates 2>/dev/null)" ] || [ -n "$(dpkg --audit 2>/dev/null)" ]; then
  dpkg --force-confdef --force-confold --configure -a
fi
fresh=
if [ "$mode" = planned ]; then
  simulate_or_end "$1"
  if ! install --download-only install "$1"; then
    echo 'The plan was made from the package lists that the host had. Read them again (apt-get update), then plan again.'
    exit 100
  fi
else
  if [ -z "$(find "$lists" -maxdepth 0 -mtime -1 2>/dev/null)" ] || [ -z "$(find "$lists" -maxdepth 1 -name '*Packages*' 2>/dev/null | head -n 1)" ]; then
    update
  fi
  if ! simulate "$1" && [ -z "$fresh" ]; then update; fi
  simulate_or_end "$1"
  if ! install --download-only install "$1"; then
    if [ "$fresh" ]; then exit 100; fi
    update
    simulate_or_end "$1"
  fi
fi
install install "$1"
`;

/**
 * Installs one package (`NAME` or `NAME-VERSION`) by dnf(8), which first says what it would do. Where that was planned, the metadata is used as it was then,
 * however old; else it is read again when it does not lead to the package.
 */
export const DNF_INSTALL = `${CHECK}${RUN_DNF}${DNF_LINES}${RPM_VERSIONS}install() {
  if [ "$mode" = planned ]; then set -- '--setopt=*.metadata_expire=never' --setopt=metadata_expire=never --setopt=check_config_file_age=False "$@"; fi
  run_dnf "$@"
}
simulate() { # sets $lines
  said=$(install --assumeno install "$1" 2>&1) && ended=0 || ended=$?
  lines=$(printf '%s\\n' "$said" | dnf_lines "$(uname -m)" | rpm_versions)
  [ "$ended" -eq 0 ] || [ "$lines" ]
}
read_again() { # also keys of the sources, where the host's configuration names them
  dnf clean expire-cache
  run_dnf -y makecache || :
}
if ! simulate "$1"; then
  if [ "$mode" = open ]; then
    read_again
    simulate "$1" || :
  fi
  if [ "$ended" -ne 0 ] && [ -z "$lines" ]; then impossible 1; fi
fi
printf '%s\\n' "$lines" | grep -v -e '^download ' -e '^disk ' -e '^$' | check
if ! install -y --downloadonly install "$1"; then
  if [ "$mode" = planned ]; then
    echo 'The plan was made from the metadata that the host had. Read it again (dnf makecache), then plan again.'
    exit 1
  fi
  read_again
  simulate "$1" || :
  printf '%s\\n' "$lines" | grep -v -e '^download ' -e '^disk ' -e '^$' | check
fi
install -y install "$1"
`;
