q_digest() { # PATH...
  digests "$@" | {
    IFS= read -r line || line=
    for path do
      name=$path
      # A name with a backslash has it twice in the list, and its line begins with one more.
      case $path in *\\*) name=$(printf '%s\n' "$path" | sed 's/\\/&&/g') ;; esac
      case $line in
        *"  $name")
          sum=${line%%" "*}
          put "${sum#\\}"
          IFS= read -r line || line=
          ;;
        *) put absent ;;
      esac
    done
  }
}
