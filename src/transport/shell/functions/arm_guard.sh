# The dead-man switch of a step that could cut the way in. Its undo stands on the disk as a script of its own, with a timer that runs it, also after a reboot.
# $state/guard/NAME, for root alone, has the script (`undo`) and one file whose name is the state: armed, firing, fired or confirmed. It is only ever renamed,
# so of two that want to decide, one loses and sees it.
arm_guard() { # NAME SECONDS RUN/STEP...: before the first action, with what of the undo store is needed; the script is $script
  own_ids
  out=$(exec 2>&1; umask 077; set_guard "$@")
  code=$?
  if [ "$code" -ne 0 ]; then rec unarmed "$step" "$out"; exit 0; fi
  # The last quarter belongs to what is still to be asked and answered.
  IFS=' .' read -r up _ </proc/uptime
  guard=$1 ends=$((up + $2 * 3 / 4)) fallback=undo_guard
  rec armed "$step" ''
}

set_guard() { # NAME SECONDS RUN/STEP...
  if [ "$uid" -ne 0 ]; then echo 'it does not run as root'; return 1; fi
  name=$1 seconds=$2
  shift 2
  for entry do
    is_whole "$state/undo/$entry" || { echo "what it needs was not kept: $entry"; return 1; }
  done
  for folder in "$state" "$state/guard"; do
    if [ ! -e "$folder" ] && [ ! -L "$folder" ]; then mkdir -- "$folder" || return 1; fi
  done
  sound_store "$state" "$state/guard" || return 1
  place=$state/guard/$name
  set +f
  for old in "$state/guard"/*; do
    if [ -e "$old/armed" ] || [ -e "$old/firing" ]; then echo "another change of this host is neither confirmed nor taken back yet: ${old##*/}"; return 1; fi
    if [ -d "$old" ]; then forget_guard "${old##*/}"; fi
  done
  set -f
  write_guard && return
  forget_guard "$name"
  return 1
}

write_guard() { # with $name, $seconds and $place
  mkdir -- "$place" && printf '%s\n' "$script" >"$place/undo" && : >"$place/armed" || return 1
  if [ ! -d /run/systemd/system ]; then
    sync "$place/undo" "$place/armed" "$place" "$state/guard" "$state" || return 1
    setsid sh "$place/undo" "$seconds" </dev/null >/dev/null 2>&1 &
    tries=0
    while [ ! -e "$place/waits" ]; do
      tries=$((tries + 1))
      if [ "$tries" -gt 50 ]; then echo 'the process that is to take it back did not start'; return 1; fi
      sleep 0.1
    done
    return
  fi
  unit=runbook-guard-$name
  # OnActiveSec counts anew with each activation, which timers.target brings about after a boot; but with each daemon-reload too. OnStartupSec (systemd.timer(5))
  # is a fixed moment of this boot; the sooner of the two holds. Without more, AccuracySec is a minute.
  since=$(systemctl show -p UserspaceTimestampMonotonic)
  since=${since#*=}
  IFS=' .' read -r up _ </proc/uptime
  case $since in '' | *[!0-9]*) fixed= ;; *) fixed="OnStartupSec=$((up + seconds - since / 1000000))s$nl" ;; esac
  umask 022
  printf '[Unit]\nDescription=Takes a change of runbook back unless it is confirmed\nRequiresMountsFor=%s\n[Service]\nType=oneshot\nExecStart=/bin/sh %s/undo\n' \
    "$place" "$place" >"$units_place/$unit.service" || return 1
  printf '[Unit]\nDescription=Takes a change of runbook back unless it is confirmed\n[Timer]\nOnActiveSec=%ss\n%sAccuracySec=100ms\n' \
    "$seconds" "$fixed" >"$units_place/$unit.timer" || return 1
  wants=$units_place/timers.target.wants
  if [ ! -d "$wants" ]; then mkdir -- "$wants" && : >"$place/wants" || return 1; fi
  ln -s -- "../$unit.timer" "$wants/$unit.timer" || return 1
  sync "$place/undo" "$place/armed" "$place" "$state/guard" "$state" "$units_place/$unit.service" "$units_place/$unit.timer" "$wants" "$units_place" || return 1
  systemctl start -- "$unit.timer" && systemctl is-active --quiet -- "$unit.timer" && return
  echo "systemd did not start $unit.timer"
  return 1
}
