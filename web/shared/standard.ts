/** How a clause's document is called: by its number, or by its title where the number only points into the
 *  catalogue's list of sources and would tell a reader nothing. */
export function standardName(clause: { standardNo: string; standardTitle?: string }): string {
  return clause.standardNo.startsWith('来源 ') && clause.standardTitle ? clause.standardTitle : clause.standardNo
}
