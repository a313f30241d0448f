const groups: Record<string, string[]> = {
  // The server's own word for "somebody still has to act".
  '': ['active'],
  todo: ['open', 'returned'],
  submitted: ['submitted'],
  open: ['open'],
  returned: ['returned'],
}

/**
 * The states behind a tab. A queue is shown whole and in order of its due date; what is
 * done is a list without end, so those tabs answer undefined and are read page by page.
 */
export const queueOf = (tab: string): string[] | undefined => groups[tab]

export function tabsOf(isSupplier: boolean): { value: string; key: string }[] {
  return [
    { value: '', key: 'findings.queue.tabWaiting' },
    { value: 'todo', key: isSupplier ? 'findings.queue.supplierTabTodo' : 'findings.queue.tabSupplier' },
    { value: 'submitted', key: isSupplier ? 'findings.queue.supplierTabWaiting' : 'findings.queue.tabInspector' },
    { value: 'closed', key: 'findings.queue.tabClosed' },
    { value: 'all', key: 'findings.queue.tabAll' },
  ]
}
