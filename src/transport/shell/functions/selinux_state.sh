selinux_state() { # the mode that runs, then lines `WORD KERNEL` with the kernel argument of each boot entry, `-` where there is none
  if command -v getenforce >/dev/null; then getenforce; else echo None; fi
  if ! command -v grubby >/dev/null; then return; fi
  grubby --info=ALL | tr -d '"' | while IFS= read -r line; do
    case $line in
      kernel=*) kernel=${line#kernel=} ;;
      args=*)
        word=-
        for one in ${line#args=}; do
          case $one in selinux=*) word=$one ;; esac
        done
        printf '%s %s\n' "$word" "$kernel"
        ;;
    esac
  done
}
