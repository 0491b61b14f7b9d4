a_write() { # PATH MODE OWNER GROUP text|base64|brought|splice [VALIDATE...]; content is $input
  target=$1 mode=$2 owner=$3:$4 form=$5
  shift 5
  folder=${target%/*}
  folder=${folder:-/} name=${target##*/}
  beside=${folder%/}/.$name.runbook-new
  new=$beside/$name
  if [ -d "$target" ]; then check 1 "$target is a folder"; fi
  if [ ! -d "$folder" ]; then check 1 "the folder $folder is not there"; fi
  own_ids
  # By construction, in a folder that is sure; otherwise set afterwards, and nobody sees it before.
  mask=
  if [ $# -eq 0 ] && is_sure "$folder"; then
    # What was brought has the mode that it was brought with, 0600.
    case $form:$mode:$owner in brought:*) mask=077 ;; *:0644:root:root) mask=022 ;; *) mask=077 ;; esac
  fi
  out=$(exec 2>&1; umask "${mask:-077}"; set -C; write_new "$@")
  code=$?
  due=
  if [ $# -gt 0 ]; then forget_sure; fi
  if [ -e "$beside" ] || [ -L "$beside" ]; then rm -rf -- "$beside"; fi
  if [ "$code" -eq 0 ]; then relabel "$target"; fi
  check "$code" "$out"
}

write_new() { # VALIDATE...: in a shell of its own
  cd -P -- "$folder" || return 1
  if [ "$mask" ]; then
    made=./.$name.runbook-new place=./$name
    if [ -e "$made" ] || [ -L "$made" ]; then rm -rf -- "$made" || return 1; fi
  else
    made=./$name place=../$name
    enter_own . ".$name.runbook-new" || return 1
  fi
  filled "$made" || return 1
  if [ $# -gt 0 ]; then
    said=$(cd / && validate "$@" 2>&1 </dev/null)
    code=$?
    if [ "$code" -ne 0 ]; then
      printf '%s\n%s\n' "the candidate was not accepted, $target is as it was" "$said"
      return "$code"
    fi
  fi
  # shellcheck disable=SC2086 # names without blanks: see settle
  sync $due "$made" && exec mv -fT -- "$made" "$place"
}

validate() { # ARGV..., with %s for the candidate
  n=$#
  for word do
    case $word in *%s*) word=${word%%%s*}$new${word#*%s} ;; esac
    set -- "$@" "$word"
  done
  shift "$n"
  timeout -k 5 60 "$@"
}
