# Behind the frame come pieces: a line `OFFSET BYTES`, and so many raw bytes, which are put to their place. Tells of each.
receive_pieces() { # DIGEST; after open_lane
  while read -r offset bytes; do
    out=$(exec dd bs=128K iflag=fullblock,count_bytes count="$bytes" of="$lane/$1" oflag=seek_bytes seek="$offset" conv=notrunc,nocreat status=none 2>&1) ||
      { rec untaken '' "$out"; return; }
    rec taken '' ''
  done
}

open_lane() { # looked for once: each piece goes to the same place
  lane=
  transfer_place >/dev/null && lane=$depot
  put ''
}
