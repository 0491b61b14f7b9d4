a_chown() { # OWNER:GROUP PATH
  own_ids
  out='' code=0
  is_ours "$1" "$2" || { out=$(chown -h -- "$1" "$2" 2>&1); code=$?; }
  forget_sure
  check "$code" "$out"
}
