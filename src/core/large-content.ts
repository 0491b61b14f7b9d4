/**
 * Larger contents of files do not travel in frames, in bytes. Below it a frame is as fast: a transfer costs two round trips and the opening of lanes, and a frame a third
 * more bytes (base64) where they cannot be compressed.
 */
export const LARGE_CONTENT_BYTES = 4 * 1024 * 1024;

/** A content that is too large for a frame, read piece by piece from where it is stored. */
export interface LargeContent {
  /** SHA-256 (hex). */
  readonly digest: string;
  readonly sizeBytes: number;
  /** Fills the buffer with the bytes from that offset on. Rejects with a RunbookError when they cannot be read. */
  read(offset: number, into: Uint8Array): Promise<void>;
  close(): Promise<void>;
}
