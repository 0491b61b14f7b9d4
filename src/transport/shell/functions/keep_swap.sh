keep_swap() {
  swap_state >text
}
