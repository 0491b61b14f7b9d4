# Steps that follow each other and each make a folder or write a file, are done at once: see together. This takes one of them.
join() { # PATH BEFORE AFTER KEEP KINDS MODE OWNER:GROUP FORM: KEEP is RUN/STEP or -; KINDS are the kinds of its questions; a content is $input
  if [ "$joined" -lt "$step" ]; then joined=$step; fi
  joined=$((joined + 1))
  # All folders are looked at in one go: see is_sure.
  folder=${1%/*}
  folder=${folder:-/}
  case $sure$unsure in *"$nl$folder$nl"*) ;; *) if [ -d "$folder" ]; then unsure=$unsure$nl$folder$nl; fi ;; esac
  eval "at_$joined=\$1 folder_$joined=\$folder before_$joined=\$2 after_$joined=\$3 stored_$joined=\$4 kinds_$joined=\$5 mode_$joined=\$6 owner_$joined=\$7 form_$joined=\$8
    input_$joined=\$input live_$joined=\${live:-} also_$joined=\${also:-} verdict_$joined=open
    made_$joined='' value_$joined=''"
  live='' also=''
}
