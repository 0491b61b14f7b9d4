/** The definition layer: what the operator wrote, read and checked. */
export type * from './model.ts';
export { loadInventory, loadInventoryParts } from './inventory-load.ts';
export { loadSite, loadSiteInTurns } from './load-site.ts';
export { validateSite, validateSiteInTurns } from './validate.ts';
export { expandSite, siteExpanders } from './expand.ts';
export { checkSecretValue, loadSecrets, secretText, type SecretSources } from './load-secrets.ts';
export { createAgeKeys, type AgeKeys } from './age-keys.ts';
export { readAgeFile, recipientsMark, writeAge } from './age-file.ts';
export { readRecipients, recipientsFile } from './age-recipients.ts';
export { selectHosts } from './select-hosts.ts';
export { isInPlay, playHosts } from './instances.ts';
export { batchesOf, maxFailuresOf } from './batches.ts';
