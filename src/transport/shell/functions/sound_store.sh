sound_store() { # FOLDER...: folders of root's into which nobody else may write, and no links to some
  found=$(stat -c '%u %a %F' "$@" 2>&1)$nl
  for place do
    case ${found%%"$nl"*} in
      '0 7'[05][05]' directory') found=${found#*"$nl"} ;;
      *) echo "$place is not the undo store: it must be a folder of root's into which nobody else can write"; ls -ld "$place"; return 1 ;;
    esac
  done
}
