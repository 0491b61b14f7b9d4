keep() { # RUN/STEP THING...: before the first action. Only root has a store: for others nothing is kept.
  own_ids
  if [ "$uid" -ne 0 ]; then return; fi
  keep_things "$@"
  case $code in
    0) due="$entry ${entry%/*}"; rec kept "$step" '' ;;
    "$unkept") rec output "$step" "not kept for an undo: $out$nl" ;;
    *) rec unkept "$step" "$out"; exit 0 ;;
  esac
}
