# Answers `new`, or `here` and the digests of the pieces that are here from before, or `failed` and why.
receive_open() { # DIGEST BYTES PIECE_BYTES
  if out=$(transfer_place 2>&1); then transfer_place; else put "failed$nl$out"; return; fi
  # Whatever nobody has gone on with for a day.
  find "$depot" -mindepth 1 -maxdepth 1 ! -name "$1" -mmin +1440 -exec rm -rf -- {} +
  file=$depot/$1
  if [ -f "$file" ] && [ "$(stat -c %s -- "$file")" = "$2" ]; then
    put "here$nl$(split -b "$3" --filter=sha256sum -- "$file")"
    return
  fi
  if out=$(
    umask 077
    exec 2>&1
    rm -rf -- "$file" && : >"$file" && make_room "$file" "$2"
  ); then put new
  else
    rm -f -- "$file"
    put "failed$nl$out"
  fi
}

make_room() { # FILE BYTES: a full disk shows here, where the file system can reserve space
  if said=$(fallocate -l "$2" -- "$1" 2>&1); then return; fi
  case $said in
    *'No space'* | *'File too large'* | *quota*) echo "$said"; return 1 ;;
    *) truncate -s "$2" -- "$1" ;;
  esac
}
