// The address under which the pages of the rules are published.

/** The page of a rule is at `<PAGES>/<id>.md`. */
export const PAGES = 'https://github.com/ballast-lint/ballast/blob/main/rules';
