recall() { # NUMBER: sets what one that joined is about, but its content
  eval "at=\$at_$1 folder=\$folder_$1 before=\$before_$1 after=\$after_$1 stored=\$stored_$1 kinds=\$kinds_$1 mode=\$mode_$1 owner=\$owner_$1 form=\$form_$1 verdict=\$verdict_$1
    live=\$live_$1 also=\$also_$1"
  made=${at%/*}/.runbook-new.${at##*/}
}
