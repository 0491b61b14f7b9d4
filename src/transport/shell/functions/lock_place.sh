# Root's lock lies where nothing of it outlives a restart. Other accounts have a folder each: their locks keep runs of one account apart from each other.
lock_place() { # sets $lock_file and $lease_file; or fails, and $why says why
  if [ "$lock_file" ]; then return; fi
  own_ids
  place=$volatile
  if [ "$uid" -ne 0 ]; then place=/var/tmp/runbook-$uid; fi
  # What this process makes needs no look.
  if [ -e "$place" ] || [ -L "$place" ] || ! why=$(exec mkdir -m 0700 -- "$place" 2>&1); then
    case $(exec stat -c '%u %a %F' -- "$place" 2>&1) in
      "$uid 700 directory" | "0 7"[05][05]" directory") ;;
      *) why="$place must be a folder of this account into which nobody else can write${why:+: $why}"; return 1 ;;
    esac
  fi
  lock_file=$place/lock lease_file=$place/lease
}
