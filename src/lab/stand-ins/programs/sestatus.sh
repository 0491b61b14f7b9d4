#!/bin/sh
# STAND-IN of the rehearsal lab for sestatus: the lines of its manual page that the lab can fill. Options are taken and ignored.
mode=$(getenforce | tr '[:upper:]' '[:lower:]')
if [ "$mode" = disabled ]; then
  echo 'SELinux status:                 disabled'
  exit 0
fi
echo 'SELinux status:                 enabled'
echo 'SELinux root directory:         /etc/selinux'
echo "Loaded policy name:             $(sed -n 's/^SELINUXTYPE=//p' /etc/selinux/config)"
echo "Current mode:                   $mode"
echo "Mode from config file:          $(sed -n 's/^SELINUX=//p' /etc/selinux/config)"
