q_package() { # NAME...
  packages "$@"
  for name do
    case $known in
      *"$nl$name|installed|"*) put installed ;;
      *"$nl$name|not-installed|"* | *"$nl$name|config-files|"*) put absent ;;
      *"$nl$name|"*) put broken ;;
      *) put absent ;;
    esac
  done
}
