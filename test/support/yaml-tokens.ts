/** What YAML is made of. */
export const yamlTokens: readonly string[] = ['{', '}', '[', ']', ': ', '- ', '&a ', '*a', '!x ', '"', "'", '#', '\n', '\t'];

/** What templates and expressions are made of. */
export const templateTokens: readonly string[] = ['${ ', ' }', '{{', '}}', '{{#each ', "output('"];
