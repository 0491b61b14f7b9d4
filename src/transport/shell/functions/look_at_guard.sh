look_at_guard() { # NAME: the answer is a word for what became of the step, with what failed on the next lines
  settled_guard "$1" 40
  put "$outcome$nl$said"
}
