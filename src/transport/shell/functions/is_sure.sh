# A folder is sure when it and all above it are root's and of root's group, nobody else can make, rename or remove anything in them, none is a link, and none
# has a list of access, which could give another mode to what is made there. Such a path leads to one place until root changes that: so it stays sure until
# a command runs, and what is made there has at once the owner and mode that it is made with.
is_sure() { # FOLDER; after own_ids
  if [ "$uid:$gid" != 0:0 ]; then return 1; fi
  case $sure in *"$nl$1$nl"*) return 0 ;; esac
  case $1 in /*) ;; *) return 1 ;; esac
  above=${1%/}
  set -- /
  while [ "$above" ]; do set -- "$above" "$@"; above=${above%/*}; done
  # What was sure before is looked at in the same go.
  # shellcheck disable=SC2086 # of a path with blanks it is no loss
  are_closed $unsure "$@" || { unsure=; are_closed "$@"; } || return 1
  for above in $unsure "$@"; do sure=$sure$nl$above$nl; done
  unsure=
}

are_closed() { # FOLDER...
  said=$(exec ls -ldn -- "$@" 2>/dev/null) || return 1
  n=$#
  while [ "$said" ]; do
    # shellcheck disable=SC2086
    set -- ${said%%"$nl"*}
    case ${1%.}:$3:$4 in 'drwx'[r-]-[x-][r-]-[x-]:0:0) ;; *) return 1 ;; esac
    n=$((n - 1))
    case $said in *"$nl"*) said=${said#*"$nl"} ;; *) said= ;; esac
  done
  [ "$n" -eq 0 ]
}
