# What every shell of a session has: a quiet environment, and the two functions that write to the controller.
umask 022
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unset TMOUT ENV BASH_ENV CDPATH LANGUAGE
set -f
nl='
'
state=/var/lib/runbook
volatile=/run/runbook
# Not as the environment has them: see own_ids, keep, is_sure.
uid='' store='' unmade='' doomed='' due='' sure='' unsure='' live_ahead='' fallback='' lock_run='' lock_file='' summing='exec sha256sum' leave=exit

rec() { # KIND WORDS TEXT: one record, in one write
  printf '%s %s %s %s\n%s\n' "$m" "$1" "${#3}" "$2" "$3"
}

put() { # TEXT: one more answer
  answers="$answers${#1}$nl$1$nl"
}

fresh() { # before questions: no answers, and nothing known of the host, since what functions find out here serves the questions that follow
  answers='' stats='' sums='' units='' asked='' known='' groups='' now='' ahead=''
}
