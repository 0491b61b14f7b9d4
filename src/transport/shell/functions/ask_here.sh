ask_here() {
  for word in $kinds; do
    case $word in
      sysctl) "q_$word" "${live%% *}" ;;
      *) "q_$word" "$at" ;;
    esac
  done
}
