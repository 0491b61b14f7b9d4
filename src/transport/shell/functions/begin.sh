# A step is: begin ID BEFORE AFTER && { ACTIONS; finish; }. The function `guard` answers its requests. An action that fails leaves the frame.
begin() { # ID BEFORE AFTER
  step=$1 after=$3 action=0
  rec begin "$step" ''
  look
  if [ "$3" != - ] && [ "$sum" = "$3" ]; then rec already "$step" "$answers"; return 1; fi
  if [ "$2" != - ] && [ "$sum" != "$2" ]; then rec refused "$step" "$answers"; exit 0; fi
  if [ "$2" = - ] && [ "$answers" ]; then rec was "$step" "$answers"; fi
}
