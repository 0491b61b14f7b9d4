keep_selinux() {
  selinux_state >text
}
