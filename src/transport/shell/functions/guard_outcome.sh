guard_outcome() { # NAME: sets $outcome to armed, firing, fired, failed or absent, and $said to what failed
  outcome=absent said=
  for word in armed firing; do
    if [ -e "$state/guard/$1/$word" ]; then outcome=$word; return; fi
  done
  if [ ! -e "$state/guard/$1/fired" ]; then return; fi
  outcome=failed
  {
    IFS= read -r failures
    said=$(cat)
  } <"$state/guard/$1/fired"
  if [ "$failures" = 0 ]; then outcome=fired; fi
}
