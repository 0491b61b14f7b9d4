make_files() {
  considered=$upto to_sync='' placed='' places='' known_places=
  each make_candidate
  if [ "$to_sync" ]; then eval "to_disk $to_sync"; fi
  each place_file
  if [ "$placed" ]; then settle_places; fi
  while [ "$considered" -gt "$upto" ]; do
    recall "$considered"
    rm -f -- "$made"
    considered=$((considered - 1))
  done
}

make_candidate() {
  if [ "$verdict" != open ]; then return; fi
  if candidate_file 2>/dev/null || out=$(candidate_file 2>&1); then
    label "$made" "$at"
    eval "made_$number=\$made"
    to_sync="$to_sync \"\$made_$number\""
  else cut failed " 0 $?" "$out"
  fi
}

place_file() {
  if [ "$verdict" != open ] || ! may_begin; then return; fi
  if out=$(exec mv -fT -- "$made" "$at" 2>&1); then
    placed=$number
    case $nl$known_places in *"$nl$folder$nl"*) ;; *) known_places=$known_places$folder$nl places="$places \"\${at_$number%/*}/\"" ;; esac
  else cut failed " 0 $?" "$out"
  fi
}

settle_places() { # the folders are brought to the disk too, so that the new names last
  out=$(eval "exec sync $places" 2>&1) && return
  code=$? number=$placed
  cut failed " 0 $code" "$out"
}
