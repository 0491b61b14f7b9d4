receive_piece() { # DIGEST OFFSET BYTES: puts so many raw bytes, which come behind the frame, to their place
  transfer_place || return 1
  out=$(dd bs=128K iflag=fullblock,count_bytes count="$3" of="$depot/$1" oflag=seek_bytes seek="$2" conv=notrunc,nocreat status=none 2>&1) ||
    rec untaken '' "$out"
}
