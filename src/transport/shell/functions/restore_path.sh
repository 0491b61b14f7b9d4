restore_path() { # PATH
  name=${1##*/} folder=${1%/*}
  case $data in /*) ;; *) data=$PWD/$data ;; esac
  folder=${folder:-/}
  if is_absent; then
    if [ ! -d "$1" ] || [ -L "$1" ]; then rm -f -- "$1"; return; fi
    rmdir -- "$1" && return
    echo "$1 was not there before. What is in it now came from elsewhere: look at it, and remove it by hand"
    return 1
  fi
  if [ ! -d "$folder" ]; then echo "the folder $folder is not there"; return 1; fi
  if [ -d "$data" ] && [ ! -L "$data" ]; then restore_folder "$1"; return; fi
  if [ -d "$1" ] && [ ! -L "$1" ] && ! rmdir -- "$1"; then
    echo "a folder stands where $1 was before. What is in it came from elsewhere: look at it, and remove it by hand"
    return 1
  fi
  enter_own "$folder" ".runbook-new.$name" && cp -d --preserve=all -- "$data" "./$name" && settle_file "./$name" && mv -fT -- "./$name" "../$name"
  code=$?
  rm -rf -- "${folder%/}/.runbook-new.$name"
  return "$code"
}

settle_file() { # PATH: with the time of now, because a service counts as started with files that are older than its start
  [ -L "$1" ] || { touch -c -- "$1" && sync "$1"; }
}

restore_folder() { # PATH, with $data, $folder and $name
  if [ ! -d "$1" ] || [ -L "$1" ]; then
    rm -f -- "$1" && enter_own "$folder" ".runbook-new.$name" && mkdir -- "./$name" && as_folder "$data" "./$name" && mv -T -- "./$name" "../$name"
    code=$?
    rm -rf -- "${folder%/}/.runbook-new.$name"
    return "$code"
  fi
  # By a name that nobody can turn into a link meanwhile.
  cd -- "$folder" && outside=$(stat -c %d:%i .) && cd -P -- "./$name" || return 1
  if [ "$(stat -c %d:%i ..)" != "$outside" ]; then echo "somebody else replaced $1"; return 1; fi
  as_folder "$data" .
}
