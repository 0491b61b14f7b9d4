sound_store() { # FOLDER...: folders of root's into which nobody else may write, and no links to some
  for place do
    case $(stat -c '%u %a %F' "$place" 2>&1) in
      '0 7'[05][05]' directory') ;;
      *) echo "$place is not the undo store: it must be a folder of root's into which nobody else can write"; ls -ld "$place"; return 1 ;;
    esac
  done
}
