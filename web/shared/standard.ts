const placeholder = (standardNo: string): boolean => standardNo.startsWith('来源 ')

/** How a clause's document is called: by its number, or by its title where the number only points into the
 *  catalogue's list of sources and would tell a reader nothing. */
export function standardName(clause: { standardNo: string; standardTitle?: string }): string {
  return placeholder(clause.standardNo) && clause.standardTitle ? clause.standardTitle : clause.standardNo
}

/** The number a document bears, nothing where the catalogue gave it one of its own. */
export function standardNumber(standard: { standardNo: string }): string {
  return placeholder(standard.standardNo) ? '' : standard.standardNo
}

/** A document by number and title, or by title alone where the number says nothing. */
export function standardFull(standard: { standardNo: string; title: string }): string {
  return placeholder(standard.standardNo) && standard.title ? standard.title : `${standard.standardNo} ${standard.title}`
}

/** Where a text or a figure was taken from, as people cite it; its number in the catalogue only where no more is known. */
export function sourceName(source: { title: string; documentNo: string; issuer: string } | undefined, id = ''): string {
  return source ? [source.title, source.documentNo || source.issuer].filter(Boolean).join(' · ') : id
}
