# A step is: begin BEFORE AFTER && { ACTIONS; finish; }. The function `guard` answers its requests. An action that fails leaves the frame.
begin() { # BEFORE AFTER: see meets; the same word for the same answers
  step=$((step + 1)) after=$2 action=0 input='' due=
  if ! in_lease; then rec lapsed "$step" "$why"; exit 0; fi
  rec begin "$step" ''
  look
  # What is seldom known by its text comes last.
  if [ "$1" != "$2" ] && meets "$1"; then return 0; fi
  if meets "$2"; then rec already "$step" "$answers"; return 1; fi
  if [ "$1" != - ]; then rec refused "$step" "$answers"; exit 0; fi
  if [ "$answers" ]; then rec was "$step" "$answers"; fi
}
