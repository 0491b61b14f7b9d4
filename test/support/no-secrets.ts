/** For sites without a secret: asking for one is a fault of the test. */
export function noSecrets(name: string): Promise<string> {
  return Promise.reject(new Error(`nobody should ask for the secret ${name} here`));
}
