/** `{column}` in a template or an expression. */
export const placeholder = /\{([^{}]+)\}/g
