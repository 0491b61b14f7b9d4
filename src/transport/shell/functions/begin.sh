# A step is: begin BEFORE AFTER && { ACTIONS; finish; }. The function `guard` answers its requests. A digest is compared by as much of it as was sent; `-`
# stands for none. An action that fails leaves the frame.
begin() { # BEFORE AFTER
  step=$((step + 1)) after=$2 action=0 input=
  rec begin "$step" ''
  look
  case $sum in
    "$2"*) rec already "$step" "$answers"; return 1 ;;
    "$1"*) return ;;
  esac
  if [ "$1" != - ]; then rec refused "$step" "$answers"; exit 0; fi
  if [ "$answers" ]; then rec was "$step" "$answers"; fi
}
