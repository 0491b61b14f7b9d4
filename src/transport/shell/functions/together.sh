# Does the steps that joined as if one came after the other, but looks at all of them in one go, before and after, and brings what they write to the disk and
# into its place in one go. The first that cannot be done ends it: those in front of it are done, and what is told of each, in order and at the end, is what
# came out. Only in folders that are sure; elsewhere a step is done by itself.
together() {
  first=$((step + 1))
  own_ids
  # The folders of the undo store are looked at with them; what is wrong with it is told of the step that needs it.
  recall "$joined"
  if [ "$stored" != - ]; then open_entry "$stored" || :; fi
  while [ "$first" -le "$joined" ]; do
    upto=$joined these='' number=$first coming='' todo_files=''
    while [ "$number" -le "$joined" ]; do these="$these $number" number=$((number + 1)); done
    each within_sure "$these"
    if [ "$first" -le "$upto" ]; then
      consider
      bring_about
      tell
      first=$((upto + 1))
    else
      alone
      first=$((first + 1))
    fi
  done
  step=$joined
}

within_sure() { # makes $upto smaller where a folder is not sure, and where one is to be made with another owner or by another mode than mkdir(1) gives it
  case $coming in *"$nl$folder$nl"*) ;; *) is_sure "$folder" || upto=$((number - 1)) ;; esac
  case $form:$owner:$mode in
    folder:root:root:007[0145][0145]) coming=$coming$nl$at$nl ;;
    folder:root:root:00*) ;;
    folder:*) upto=$((number - 1)) ;;
  esac
}
