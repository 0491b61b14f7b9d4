# A step is: begin BEFORE AFTER && { ACTIONS; finish; }. The function `guard` answers its requests. An action that fails leaves the frame.
begin() { # BEFORE AFTER: see meets; the same word for the same answers
  next_step "$2"
  may_go_on "$1" || return 1
  if [ "$1" = - ] && [ "$answers" ]; then rec was "$step" "$answers"; fi
}
