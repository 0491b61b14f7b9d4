# Keeps what a step changes, so that it can be put back: sent in front of the first step that needs it, into the shell in which driver.sh runs.
# The store is $state/undo: below it a folder for each run, in that one for each step, in that a numbered one for each thing: `thing` is its name,
# the rest is what its kind needs. Nobody but root can enter it: what lies there may be secrets that are no longer in use.
# shellcheck shell=sh
# shellcheck disable=SC2154 # state, nl, step: from driver.sh
undo=$state/undo
# A file or a text that is larger is not kept, in bytes.
keep_limit=67108864
# So many runs are kept; older ones go when a run writes here for the first time.
keep_runs=20
# How a function says that a thing is not of a size or kind that is kept; the step is done all the same.
unkept=9

# --- the store ------------------------------------------------------------------------------------------------------------

keep() { # RUN/STEP THING...: before the first action. Only root has a store: for others nothing is kept.
  if [ "$(id -u)" -ne 0 ]; then return; fi
  out=$(exec 2>&1; keep_all "$@")
  case $? in
    0) rec kept "$step" '' ;;
    "$unkept") rec output "$step" "not kept for an undo: $out$nl" ;;
    *) rec unkept "$step" "$out"; exit 0 ;;
  esac
}

keep_all() { # RUN/STEP THING...
  umask 077
  # Whoever may write to a file that is kept must not fill the disk with it; in blocks of 512 bytes, of 1024 in some shells.
  ulimit -f "$((keep_limit / 512))" 2>/dev/null || :
  stored_name "$1" || return 1
  run=${1%/*} entry=${1#*/}
  shift
  enter_store "$run" || return 1
  # What a first try has kept is how it was before any action.
  if [ -d "./$entry" ]; then return; fi
  rm -rf "./.$entry.new" && mkdir "./.$entry.new" && cd "./.$entry.new" || return 1
  count=0
  for thing do
    count=$((count + 1))
    mkdir "$count" && cd "$count" && printf %s "$thing" >thing || return 1
    keep_thing "$thing" && cd .. && continue
    code=$?
    rm -rf "$undo/$run/.$entry.new"
    return "$code"
  done
  sync_all && cd .. && mv -T "./.$entry.new" "./$entry" && sync .
}

sync_all() { # what lies in the numbered folders here
  set +f
  for name in ./*/thing ./*/text ./*/links ./*/data; do
    if [ -f "$name" ] && [ ! -L "$name" ]; then set -- "$@" "$name"; fi
  done
  sync "$@" ./* .
}

stored_name() { # RUN/STEP
  case $1 in
    */*/* | .* | */.* | */ | /* | *[!A-Za-z0-9./-]*) ;;
    */*) return ;;
  esac
  echo "the undo store has no place $1"
  return 1
}

enter_store() { # RUN: goes into its folder, makes it where it is missing
  make_own "$state" && make_own "$undo" && sound_store "$state" "$undo" || return 1
  if [ ! -d "$undo/$1" ]; then make_own "$undo/$1" && prune_store "$1"; fi
  sound_store "$undo/$1" && cd -P "$undo/$1" || return 1
}

make_own() { # FOLDER
  [ -e "$1" ] || [ -L "$1" ] || mkdir "$1" || [ -d "$1" ]
}

sound_store() { # FOLDER...: folders of root's into which nobody else may write, and no links to some
  for place do
    case $(stat -c '%u %a %F' "$place" 2>&1) in
      '0 7'[05][05]' directory') ;;
      *) echo "$place is not the undo store: it must be a folder of root's into which nobody else can write"; ls -ld "$place"; return 1 ;;
    esac
  done
}

prune_store() { # RUN: the oldest runs go; not this one, and not the one that the step puts things back from
  (
    cd "$undo" || exit
    set +f
    run=$1
    set -- [0-9]*-[0-9]*
    for old do
      if [ $# -le "$keep_runs" ]; then break; fi
      shift
      case $old in "$run" | "${spared:-}") ;; *) rm -rf "./$old" ;; esac
    done
  )
}

find_kept() { # RUN/STEP THING: goes into the folder in which it lies
  stored_name "$1" && sound_store "$state" "$undo" || return 1
  if ! cd -P "$undo/$1" 2>/dev/null; then
    echo "the undo store of this host has nothing of $1 any more: it keeps $keep_runs runs"
    return 1
  fi
  count=1
  while cd "./$count" 2>/dev/null; do
    name=$(cat thing; echo x)
    if [ "${name%x}" = "$2" ]; then return; fi
    cd ..
    count=$((count + 1))
  done
  echo "the undo store of this host has no $2 in $1"
  return 1
}

is_absent() { # true in the folder of a thing that was not there
  [ -f text ] && [ "$(cat text)" = absent ]
}

a_restore() { # RUN/STEP THING
  out=$(exec 2>&1; umask 077; find_kept "$1" "$2" && restore_thing "$2")
  check "$?" "$out"
}

keep_thing() { # THING: in the folder that is its place
  case $1 in
    path:/*) keep_path "${1#*:}" ;;
    unit:?*) keep_unit "${1#*:}" ;;
    sysctl:?*) keep_sysctl "${1#*:}" ;;
    module:?*) module_state "${1#*:}" >text ;;
    table:*[!A-Za-z0-9_\ ]*) no_kind "$1" ;;
    table:?*' '?*) keep_table "${1#*:}" ;;
    swap:) swap_state >text ;;
    selinux:) selinux_state >text ;;
    *) no_kind "$1" ;;
  esac
}

restore_thing() { # THING: from the folder in which it lies
  case $1 in
    path:/*) restore_path "${1#*:}" ;;
    unit:?*) restore_unit "${1#*:}" ;;
    sysctl:?*) restore_sysctl "${1#*:}" ;;
    module:?*) restore_module "${1#*:}" ;;
    table:?*' '?*) restore_table "${1#*:}" ;;
    swap:) restore_swap ;;
    selinux:) restore_selinux ;;
    *) no_kind "$1" ;;
  esac
}

no_kind() { # THING
  echo "nothing is known of how to keep $1, or to put it back"
  return 1
}

# --- path -----------------------------------------------------------------------------------------------------------------

keep_path() { # PATH
  if [ -L "$1" ]; then cp -d --preserve=all -- "$1" data
  elif [ -f "$1" ]; then
    if [ "$(stat -c %s -- "$1")" -gt "$keep_limit" ]; then echo "$1 is over 64 MiB"; return "$unkept"; fi
    # In the folder of somebody else it may be a pipe by now, or grow: see keep_all.
    timeout -k 5 120 cp -d --preserve=all -- "$1" data || { echo "$1 could not be copied, or changed while it was kept"; return 1; }
    if [ -L data ] || ! cmp -s -- "$1" data; then echo "$1 changed while it was kept"; return 1; fi
  elif [ -d "$1" ]; then mkdir data && as_folder "$1" data
  elif [ -e "$1" ]; then echo "$1 is neither a file nor a link nor a folder"; return "$unkept"
  else printf absent >text
  fi
}

as_folder() { # MODEL FOLDER: gives it the model's owner, mode and context
  chown --reference="$1" -- "$2" && chmod --reference="$1" -- "$2" || return 1
  if [ -e /sys/fs/selinux/enforce ]; then chcon --reference="$1" -- "$2" || :; fi
}

restore_path() { # PATH
  kept=$PWD name=${1##*/} folder=${1%/*}
  folder=${folder:-/}
  if is_absent; then
    if [ ! -d "$1" ] || [ -L "$1" ]; then rm -f -- "$1"; return; fi
    rmdir -- "$1" && return
    echo "$1 was not there before. What is in it now came from elsewhere: look at it, and remove it by hand"
    return 1
  fi
  if [ ! -d "$folder" ]; then echo "the folder $folder is not there"; return 1; fi
  if [ -d data ] && [ ! -L data ]; then restore_folder "$1"; return; fi
  if [ -d "$1" ] && [ ! -L "$1" ] && ! rmdir -- "$1"; then
    echo "a folder stands where $1 was before. What is in it came from elsewhere: look at it, and remove it by hand"
    return 1
  fi
  enter_own "$folder" ".$name.runbook-new" && cp -d --preserve=all -- "$kept/data" "./$name" && settle_file "./$name" && mv -fT -- "./$name" "../$name"
  code=$?
  rm -rf -- "${folder%/}/.$name.runbook-new"
  return "$code"
}

settle_file() { # PATH: with the time of now, because a service counts as started with files that are older than its start
  [ -L "$1" ] || { touch -c -- "$1" && sync "$1"; }
}

restore_folder() { # PATH, with $kept, $folder and $name
  if [ ! -d "$1" ] || [ -L "$1" ]; then
    rm -f -- "$1" && enter_own "$folder" ".$name.runbook-new" && mkdir -- "./$name" && as_folder "$kept/data" "./$name" && mv -T -- "./$name" "../$name"
    code=$?
    rm -rf -- "${folder%/}/.$name.runbook-new"
    return "$code"
  fi
  # By a name that nobody can turn into a link meanwhile.
  cd -- "$folder" && outside=$(stat -c %d:%i .) && cd -P -- "./$name" || return 1
  if [ "$(stat -c %d:%i ..)" != "$outside" ]; then echo "somebody else replaced $1"; return 1; fi
  as_folder "$kept/data" .
}

# --- unit -----------------------------------------------------------------------------------------------------------------

unit_name() { # NAME: with its ending
  case $1 in
    *.service | *.socket | *.target | *.timer | *.path | *.mount | *.automount | *.swap | *.slice | *.scope | *.device) printf %s "$1" ;;
    *) printf %s "$1.service" ;;
  esac
}

unit_words() { # NAME: its load, active and enabled state
  answer=$(q_unit "$1")
  printf '%s\n' "${answer#*"$nl"}"
}

unit_links() { # NAME: lines `TARGET PATH` of the links by which it, and what it names in Also=, is enabled or masked
  names=" $1 $(systemctl cat -- "$1" 2>/dev/null | sed -n 's/^Also=//p' | tr '\n' ' ')"
  (
    set +f
    # What systemctl does for a unit with an old start script beside it, it also does to the links of that.
    for link in /etc/systemd/system/* /etc/systemd/system/*/* /run/systemd/system/* /run/systemd/system/*/* /etc/rc?.d/[SK]*"${1%.service}"; do
      if [ ! -L "$link" ]; then continue; fi
      target=$(readlink -- "$link")
      case $names in *" ${link##*/} "* | *" ${target##*/} "* | *" ${target#../init.d/}.service "*) printf '%s %s\n' "$target" "$link" ;; esac
    done
  )
}

keep_unit() { # NAME
  name=$(unit_name "$1")
  unit_words "$name" >text && unit_links "$name" >links
}

restore_unit() { # NAME
  name=$(unit_name "$1")
  now=$(unit_links "$name")
  printf '%s\n' "$now" | while IFS=' ' read -r target link; do
    if [ "$link" ] && ! grep -qxF -e "$target $link" links; then rm -f -- "$link" || exit 1; fi
  done || return 1
  while IFS=' ' read -r target link; do
    case $nl$now$nl in *"$nl$target $link$nl"*) continue ;; esac
    (umask 022; mkdir -p -- "${link%/*}") && ln -sfn -- "$target" "$link" || return 1
  done <links
  timeout -k 5 60 systemctl daemon-reload || return 1
  restore_state "$name"
}

restore_state() { # UNIT
  # shellcheck disable=SC2046 # three words each
  set -- "$1" $(cat text) $(unit_words "$1")
  # What links do not say is in older start scripts, which systemctl looks after.
  case $4:$7 in
    enabled:disabled) systemctl enable -- "$1" || return 1 ;;
    disabled:enabled) systemctl disable -- "$1" || return 1 ;;
  esac
  case $3:$6 in
    active:active | active:reloading | reloading:* | activating:a*) ;;
    active:* | activating:*) timeout -k 5 120 systemctl start -- "$1" ;;
    failed:failed | *:inactive) ;;
    *) timeout -k 5 120 systemctl stop -- "$1" && { systemctl reset-failed -- "$1" 2>/dev/null || :; } ;;
  esac
}

# --- kernel ---------------------------------------------------------------------------------------------------------------

sysctl_file() { # KEY: as sysctl.d(5) reads it: when the first separator is a dot, dots and slashes change places
  key=$1
  case ${1%"${1#*[./]}"} in *.) key=$(printf %s "$1" | tr ./ /.) ;; esac
  case /$key/ in */../* | */./*) echo "$1 is no kernel parameter"; return 1 ;; esac
  printf %s "/proc/sys/$key"
}

keep_sysctl() { # KEY: lines `FILE:VALUE` of it, or of all that it stands for
  sysctl_values "$1" >text || { cat text; return 1; }
  if [ -s text ]; then return; fi
  if [ -e "$(sysctl_file "$1")" ]; then echo "$1 cannot be read"; return "$unkept"; fi
  printf absent >text
}

sysctl_values() { # KEY, in which * stands for any name
  file=$(sysctl_file "$1") || { echo "$file"; return 1; }
  (
    set +f
    IFS=
    # shellcheck disable=SC2086 # a pattern
    grep -s '' /dev/null $file || :
  )
}

restore_sysctl() { # KEY
  # A parameter that was not there belongs to what brought it, and goes with that; so does one that is no more.
  if is_absent; then return; fi
  while IFS= read -r line; do
    file=${line%%:*} value=${line#*:}
    if [ ! -e "$file" ] || [ "$(cat "$file")" = "$value" ]; then continue; fi
    printf '%s\n' "$value" >"$file" || return 1
    if [ "$(cat "$file")" != "$value" ]; then echo "$file did not take the value $value"; return 1; fi
  done <text
}

module_state() { # NAME
  answer=$(q_module "$1")
  printf %s "${answer#*"$nl"}"
}

restore_module() { # NAME
  case $(cat text):$(module_state "$1") in
    loaded:absent) modprobe -- "$1" ;;
    absent:loaded) modprobe -r -- "$1" || { echo "the module $1 was not loaded before, and cannot be unloaded now"; return 1; } ;;
  esac
}

keep_table() { # FAMILY NAME
  if ! command -v nft >/dev/null; then printf absent >text; return; fi
  tables=$(nft list tables) || return 1
  case $nl$tables$nl in
    *"${nl}table $1$nl"*) ;;
    *) printf absent >text; return ;;
  esac
  table=$(nft list table "${1% *}" "${1#* }") || return 1
  if [ "${#table}" -gt "$keep_limit" ]; then echo "the table $1 is over 64 MiB"; return "$unkept"; fi
  printf '%s\n' "$table" >data
}

restore_table() { # FAMILY NAME: in one transaction, so that no packet finds it half there
  if is_absent; then
    if command -v nft >/dev/null; then printf 'add table %s\ndelete table %s\n' "$1" "$1" | nft -f -; fi
  else
    { printf 'add table %s\ndelete table %s\n' "$1" "$1"; cat data; } | nft -f -
  fi
}

# --- swap and SELinux -----------------------------------------------------------------------------------------------------

swap_state() { # lines `PRIORITY DEVICE` of what is in use; a blank in a name is written \040
  sed 1d /proc/swaps | while read -r device _ _ _ priority; do printf '%s %s\n' "$priority" "$device"; done
}

restore_swap() {
  was=$(cat text) now=$(swap_state)
  while IFS=' ' read -r priority device; do
    case $nl$now$nl in *" $device$nl"*) continue ;; esac
    name=$(printf %b "$device")
    case $priority in
      -*) swapon -- "$name" || return 1 ;;
      *) swapon -p "$priority" -- "$name" || return 1 ;;
    esac
  done <text
  printf '%s\n' "$now" | while IFS=' ' read -r priority device; do
    case $nl$was$nl in *" $device$nl"*) continue ;; esac
    if [ "$device" ]; then timeout -k 5 600 swapoff -- "$(printf %b "$device")" || exit 1; fi
  done
}

selinux_state() { # the mode that runs, then lines `WORD KERNEL` with the kernel argument of each boot entry, `-` where there is none
  if command -v getenforce >/dev/null; then getenforce; else echo None; fi
  if ! command -v grubby >/dev/null; then return; fi
  grubby --info=ALL | tr -d '"' | while IFS= read -r line; do
    case $line in
      kernel=*) kernel=${line#kernel=} ;;
      args=*)
        word=-
        for one in ${line#args=}; do
          case $one in selinux=*) word=$one ;; esac
        done
        printf '%s %s\n' "$word" "$kernel"
        ;;
    esac
  done
}

restore_selinux() {
  is=$(selinux_state)
  {
    IFS= read -r mode
    case $mode:${is%%"$nl"*} in
      Enforcing:Permissive) setenforce 1 || return 1 ;;
      Permissive:Enforcing) setenforce 0 || return 1 ;;
    esac
    while IFS=' ' read -r word kernel; do
      case $is$nl in
        *"$nl$word $kernel$nl"*) ;;
        *" $kernel$nl"*)
          if [ "$word" = - ]; then set -- --remove-args selinux; else set -- --args "$word"; fi
          grubby --update-kernel "$kernel" "$@" || return 1
          ;;
      esac
    done
  } <text
}
