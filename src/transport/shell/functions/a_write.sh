a_write() { # PATH MODE OWNER GROUP text|base64|brought|splice:FIRST,LAST [VALIDATE...]; content is $input
  target=$1 mode=$2 owner=$3:$4 form=$5
  shift 5
  folder=${target%/*}
  folder=${folder:-/} name=${target##*/}
  made=${folder%/}/.runbook-new.$name
  if [ -d "$target" ]; then check 1 "$target is a folder"; fi
  if [ ! -d "$folder" ]; then check 1 "the folder $folder is not there"; fi
  own_ids
  if [ $# -eq 0 ] && is_sure "$folder"; then
    # shellcheck disable=SC2086 # names without blanks: see settle
    out=$(exec 2>&1; candidate_file && label "$made" "$target" && sync $due "$made" && mv -fT -- "$made" "$target" && exec sync "$folder")
  else out=$(exec 2>&1; umask 077; set -C; write_beside "$@")
  fi
  code=$?
  due=
  if [ $# -gt 0 ]; then forget_sure; fi
  if [ -e "$made" ] || [ -L "$made" ]; then rm -rf -- "$made"; fi
  check "$code" "$out"
}

write_beside() { # VALIDATE...: in a shell of its own; owner and mode are set when nobody else can see it
  new=$made/$name mask=
  cd -P -- "$folder" && enter_own . ".runbook-new.$name" && filled "./$name" || return 1
  if [ $# -gt 0 ]; then
    said=$(cd / && validate "$@" 2>&1 </dev/null)
    code=$?
    if [ "$code" -ne 0 ]; then
      printf '%s\n%s\n' "the candidate was not accepted, $target is as it was" "$said"
      return "$code"
    fi
  fi
  # shellcheck disable=SC2086
  label "./$name" "$target" && sync $due "./$name" && mv -fT -- "./$name" "../$name" && exec sync ..
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
