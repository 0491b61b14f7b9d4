manager() { # sets $manager to apt, dnf or none, whichever looks after this host's packages
  if [ -x /usr/bin/apt-get ]; then manager=apt
  elif [ -x /usr/bin/dnf ] || [ -x /usr/bin/yum ]; then manager=dnf
  else manager=none
  fi
}
