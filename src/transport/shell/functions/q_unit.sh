q_unit() { # NAME...
  {
    systemctl show --property=LoadState,ActiveState,UnitFileState -- "$@" 2>/dev/null
    echo
  } | for name do
    load=not-found active=inactive enabled=none
    while IFS= read -r line && [ "$line" ]; do
      case $line in
        LoadState=?*) load=${line#*=} ;;
        ActiveState=?*) active=${line#*=} ;;
        UnitFileState=?*) enabled=${line#*=} ;;
      esac
    done
    put "$load $active $enabled"
  done
}
