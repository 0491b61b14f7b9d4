# Where the units of an administrator are: systemd.unit(5).
units_place=/etc/systemd/system
