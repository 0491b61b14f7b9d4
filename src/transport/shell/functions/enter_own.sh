# Whoever may write to the folder could swap a file for a link while it gets its owner and mode. So it is made in a folder of our own that nobody
# else can enter, and is named by relative paths from in there.
enter_own() { # FOLDER NAME: makes a folder NAME in FOLDER and goes into it
  cd -- "$1" || return 1
  if [ -e "./$2" ] || [ -L "./$2" ]; then rm -rf -- "./$2" || return 1; fi
  mkdir -m 0700 -- "./$2" && exec 8<. && cd -P -- "./$2" || return 1
  # Ours, closed to others, and still in the folder in which it was made.
  # shellcheck disable=SC3013 # dash, bash and busybox have it
  if [ -O . ] && [ .. -ef /proc/self/fd/8 ]; then
    case $(stat -c %a .) in 7[0145][0145] | [0-7]7[0145][0145]) return ;; esac
  fi
  echo "somebody else replaced $1/$2"
  return 1
}
