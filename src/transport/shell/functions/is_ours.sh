is_ours() { # OWNER:GROUP PATH: true when root has made it and it is to be root's, so that there is no owner to be set; after own_ids
  [ "$1:$uid:$gid" = root:root:0:0 ] && [ ! -L "$2" ] && [ -O "$2" ] && [ -G "$2" ]
}
