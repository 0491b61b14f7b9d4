keep_path() { # PATH
  if [ -L "$1" ]; then cp -d --preserve=all -- "$1" data
  elif [ -f "$1" ]; then
    if size_of "$1" && [ "$size" -gt "$keep_limit" ]; then echo "$1 is over 64 MiB"; return "$unkept"; fi
    # In the folder of somebody else it may be a pipe by now, or grow: see keep_all.
    case $sure in *"$nl${1%/*}$nl"*) within= ;; *) within='timeout -k 5 120' ;; esac
    $within cp -d --preserve=all -- "$1" data || { echo "$1 could not be copied, or changed while it was kept"; return 1; }
    if [ -L data ] || ! cmp -s -- "$1" data; then echo "$1 changed while it was kept"; return 1; fi
  elif [ -d "$1" ]; then mkdir data && as_folder "$1" data
  elif [ -e "$1" ]; then echo "$1 is neither a file nor a link nor a folder"; return "$unkept"
  else printf absent >text
  fi
}
