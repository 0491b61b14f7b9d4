/** A module inside ssh2, of which `@types/ssh2` knows nothing. */
declare module 'ssh2/lib/protocol/kex.js' {
  const functions: object;
  export default functions;
}
