know_guards() { # sets $guards to what stands of steps that nobody confirmed: see arm_guard
  guards=
  if [ ! -d "$state/guard" ]; then return; fi
  set +f
  for file in "$state/guard"/*/armed "$state/guard"/*/firing "$state/guard"/*/fired; do
    if [ ! -e "$file" ]; then continue; fi
    word=${file%/*}
    guards="$guards${guards:+ }${word##*/}:${file##*/}"
  done
  set -f
}
