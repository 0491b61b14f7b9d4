a_long() { # ID SECONDS COMMAND, a line of shell; standard input is $input
  work=$volatile/long/$1 limit=$2
  # Not one name a command: what it left running the last time, as dnf does with a gpg-agent, keeps the unit of that time.
  unit=runbook-$1-$$-$(date +%s)
  if [ -d "$work" ] && { [ -e "$work/code" ] || ! long_alive; }; then rm -rf "$work"; fi
  if [ ! -d "$work" ]; then
    forget_ended
    (umask 077; mkdir -p "$work"; printf %s "$input" >"$work/in"; echo "$unit" >"$work/unit"; : >"$work/out"; long_script "$3" >"$work/run") || check 1 "cannot write $work"
    # The command is in the file and not in the unit, since systemd gives $ and % a meaning of its own.
    if [ -d /run/systemd/system ]; then
      out=$(systemd-run --quiet --collect --unit="$unit" -p KillMode=process -- sh "$work/run" "$work" 2>&1) || check 1 "$out"
    else
      setsid sh "$work/run" "$work" </dev/null >/dev/null 2>&1 &
    fi
  fi
  # Whoever came last waits for it: a driver whose controller is gone may still be here, and must not take the result away.
  echo "$m" >"$work/waits"
  seen=0 start=$(date +%s)
  while :; do
    if ! { read -r waits 2>/dev/null <"$work/waits" && [ "$waits" = "$m" ]; }; then rec still_running "$step $action 0" ''; exit 0; fi
    if [ -e "$work/code" ]; then last=1; else last=; fi
    size=$(wc -c <"$work/out")
    if [ "$size" -gt "$seen" ]; then
      out=$(tail -c "+$((seen + 1))" "$work/out" | head -c "$((size - seen))" | tail -c 65536; echo x)
      rec output "$step" "${out%x}"
      seen=$size
    fi
    if [ "$last" ]; then break; fi
    # Nobody knows whether its run is still there: the next one waits for it.
    if ! in_lease && [ "$why" != stop ]; then rec still_running "$step $action 0" "$(tail -c 4096 "$work/out")"; exit 0; fi
    if [ $(($(date +%s) - start)) -ge "$limit" ]; then rec still_running "$step $action 0" "$(tail -c 4096 "$work/out")"; exit 0; fi
    sleep 0.2
    if [ ! -e "$work/code" ] && ! long_alive; then
      sleep 1
      if [ ! -e "$work/code" ]; then rec failed "$step $action 1" "the command ended without a trace$nl$(tail -c 4096 "$work/out")"; exit 0; fi
    fi
  done
  read -r code <"$work/code"
  out=$(tail -c 4096 "$work/out")
  rm -rf "$work"
  forget_sure
  check "$code" "$out"
}

forget_ended() { # what ended when nobody listened any more, and no step has asked for since
  set +f
  for old in "$volatile"/long/*/code; do
    if [ -e "$old" ]; then rm -rf "${old%/code}"; fi
  done
  set -f
}

long_script() { # COMMAND: what runs it, whether or not anybody still listens
  cat <<EOF
cd /
umask 022
LC_ALL=C PATH=$PATH
export LC_ALL PATH
echo \$\$ >"\$1/pid"
$1 <"\$1/in" >"\$1/out" 2>&1
code=\$?
rm -f "\$1/in"
echo "\$code" >"\$1/code.new" && mv "\$1/code.new" "\$1/code"
EOF
}

long_alive() { # true while the command in $work runs, or has not had time to start
  if read -r pid 2>/dev/null <"$work/pid"; then kill -0 "$pid" 2>/dev/null
  elif [ -d /run/systemd/system ]; then read -r known 2>/dev/null <"$work/unit" && systemctl is-active --quiet "$known"
  else [ ! -e "$work/pid" ] && [ $(($(date +%s) - $(stat -c %Y "$work"))) -lt 5 ]
  fi
}
