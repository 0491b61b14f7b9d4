ask_here() {
  for word in $kinds; do "q_$word" "$at"; done
}
