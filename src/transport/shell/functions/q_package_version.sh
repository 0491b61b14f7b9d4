q_package_version() { # NAME...
  packages "$@"
  for name do
    case $known in
      *"$nl$name|installed|"*) rest=${known#*"$nl$name|installed|"}; put "${rest%%"$nl"*}" ;;
      *) put absent ;;
    esac
  done
}
