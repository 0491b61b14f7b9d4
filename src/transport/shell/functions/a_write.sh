a_write() { # PATH MODE OWNER GROUP text|base64 [VALIDATE...]; content is $input
  target=$1 mode=$2 owner=$3:$4 form=$5
  shift 5
  folder=${target%/*}
  folder=${folder:-/} name=${target##*/}
  new=${folder%/}/.$name.runbook-new/$name
  if [ -d "$target" ]; then check 1 "$target is a folder"; fi
  if [ ! -d "$folder" ]; then check 1 "the folder $folder is not there"; fi
  out=$(
    exec 2>&1
    umask 077
    set -C
    enter_own "$folder" ".$name.runbook-new" || exit 1
    if [ "$form" = text ]; then printf %s "$input" >"./$name"; else printf %s "$input" | base64 -d >"./$name"; fi &&
      chown -h -- "$owner" "./$name" && chmod -- "$mode" "./$name" || exit 1
    if [ $# -gt 0 ]; then
      said=$(cd / && validate "$@" 2>&1 </dev/null)
      code=$?
      if [ "$code" -ne 0 ]; then
        printf '%s\n%s\n' "the candidate was not accepted, $target is as it was" "$said"
        exit "$code"
      fi
    fi
    sync "./$name" && mv -fT -- "./$name" "../$name"
  )
  code=$?
  rm -rf -- "${new%/*}"
  if [ "$code" -eq 0 ]; then relabel "$target"; fi
  check "$code" "$out"
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
