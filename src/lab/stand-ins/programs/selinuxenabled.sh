#!/bin/sh
# STAND-IN of the rehearsal lab for selinuxenabled: by the mode that getenforce tells.
[ "$(getenforce)" != Disabled ]
