#!/bin/sh
# STAND-IN of the rehearsal lab for getenforce: the kernel has no SELinux. Prints the mode that /run/runbook-lab/selinux holds:
# Enforcing, Permissive or Disabled; without that file Disabled, as the real one does on such a kernel.
cat /run/runbook-lab/selinux 2> /dev/null || echo Disabled
