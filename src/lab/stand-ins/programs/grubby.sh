#!/bin/sh
# STAND-IN of the rehearsal lab for grubby: there is no boot loader. Acts on the boot entries in /boot/loader/entries.
# Knows --update-kernel and --info with ALL, DEFAULT or the kernel's path, --args, --remove-args, --default-kernel; prints what
# grubby's own script for such entries prints (rhboot/grubby, grubby-bls). Arguments are compared whole, not by prefix.
set -u
LC_ALL=C
export LC_ALL
entries=/boot/loader/entries
info='' update='' add='' remove='' default=''
while [ $# -gt 0 ]; do
  case $1 in
    --info=* | --update-kernel=* | --args=* | --remove-args=*) value=${1#*=} option=${1%%=*} ;;
    --info | --update-kernel | --args | --remove-args)
      option=$1 value=${2-}
      if [ $# -gt 1 ]; then shift; fi
      ;;
    --default-kernel) option=$1 ;;
    *)
      printf '\n'
      echo "grubby: invalid option \"$1\"" >&2
      echo "Try 'grubby --help' for more information" >&2
      printf '\n'
      exit 1
      ;;
  esac
  case $option in
    --info) info=$value ;;
    --update-kernel) update=$value ;;
    --args) add=$value ;;
    --remove-args) remove=$value ;;
    --default-kernel) default=1 ;;
  esac
  shift
done
if [ -z "$info$update$default" ]; then
  echo 'no action specified' >&2
  exit 1
fi

field() {
  sed -n "s/^$2[[:space:]][[:space:]]*//p" "$1"
}
# Prints the files of the entries meant by ALL, DEFAULT (the lab's hosts have one entry) or a kernel's path.
chosen() {
  for file in "$entries"/*.conf; do
    case $1 in
      ALL | DEFAULT) echo "$file" ;;
      *) if [ "$(field "$file" linux)" = "/${1##*/}" ]; then echo "$file"; fi ;;
    esac
  done
}
# Adds and removes arguments: words without `=` by name, `key=value` replaces the value of key.
changed() {
  printf '%s\n' "$1" | awk -v add="$add" -v remove="$remove" '
    function key(word) { sub(/=.*/, "", word); return word }
    {
      for (i = split(remove, gone, " "); i > 0; i--) drop[gone[i]]
      count = split(add, wanted, " ")
      for (i = 1; i <= count; i++) drop[key(wanted[i])]
      for (i = 1; i <= NF; i++) if (!($i in drop) && !(key($i) in drop)) out = out (out == "" ? "" : " ") $i
      for (i = 1; i <= count; i++) out = out (out == "" ? "" : " ") wanted[i]
      print out
    }'
}

if [ -n "$update" ]; then
  for file in $(chosen "$update"); do
    options=$(changed "$(field "$file" options)")
    text=$(awk -v options="$options" '$1 == "options" { print "options " options; next } { print }' "$file")
    printf '%s\n' "$text" > "$file"
  done
fi
index=0
for file in $(chosen "${info:-ALL}"); do
  if [ -n "$info" ]; then
    echo "index=$index"
    echo "kernel=$(field "$file" linux)"
    echo "args=\"$(field "$file" options)\""
    echo "initrd=$(field "$file" initrd)"
    echo "title=$(field "$file" title)"
  elif [ -n "$default" ] && [ "$index" -eq 0 ]; then
    field "$file" linux
  fi
  index=$((index + 1))
done
