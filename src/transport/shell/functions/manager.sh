manager() { # apt, dnf or none, whichever looks after this host's packages
  if [ -x /usr/bin/apt-get ]; then echo apt
  elif [ -x /usr/bin/dnf ] || [ -x /usr/bin/yum ]; then echo dnf
  else echo none
  fi
}
