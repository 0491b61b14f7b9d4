/** Bytes whose memory holds nothing else, and that nobody reads once they were sent. */
const own = new WeakSet<Uint8Array>();

/** Says that the bytes were made to be sent, and that their memory holds nothing else. */
export function madeToSend(bytes: Uint8Array): Uint8Array {
  own.add(bytes);
  return bytes;
}

/**
 * Gives the memory of bytes back that were made to be sent, and now are: at once, where the garbage collector would look through everything that lives each time that some MiB have
 * gathered. Other bytes stay as they are.
 */
export function giveBack(bytes: Uint8Array): void {
  if (own.delete(bytes) && bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}
