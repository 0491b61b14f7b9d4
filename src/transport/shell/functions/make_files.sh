make_files() {
  considered=$upto to_sync='' to_label=
  each make_candidate
  if [ "$to_sync" ]; then eval "to_disk $to_sync"; fi
  each place_file
  if [ "$to_label" ]; then eval "relabel $to_label"; fi
  while [ "$considered" -gt "$upto" ]; do
    recall "$considered"
    rm -f -- "$made"
    considered=$((considered - 1))
  done
}

make_candidate() {
  if [ "$verdict" != open ]; then return; fi
  if candidate_file 2>/dev/null || out=$(candidate_file 2>&1); then
    eval "made_$number=\$made"
    to_sync="$to_sync \"\$made_$number\""
  else cut failed " 0 $?" "$out"
  fi
}

place_file() {
  if [ "$verdict" != open ] || ! may_begin; then return; fi
  if out=$(exec mv -fT -- "$made" "$at" 2>&1); then to_label="$to_label \"\$at_$number\""
  else cut failed " 0 $?" "$out"
  fi
}
