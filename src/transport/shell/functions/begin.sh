# A step is: begin BEFORE AFTER && { ACTIONS; finish; }. The function `guard` answers its requests. An action that fails leaves the frame.
begin() { # BEFORE AFTER: see meets; the same word for the same answers
  step=$((step + 1)) after=$2 action=0 input='' due=
  if ! in_lease; then rec lapsed "$step" "$why"; exit 0; fi
  rec begin "$step" ''
  look
  judge "$1" "$2"
  case $verdict in
    already) rec already "$step" "$answers"; return 1 ;;
    refused) rec refused "$step" "$answers"; exit 0 ;;
  esac
  if [ "$1" = - ] && [ "$answers" ]; then rec was "$step" "$answers"; fi
}
