import type { Component } from 'vue'
import {
  Coin,
  DataAnalysis,
  Document,
  HomeFilled,
  MapLocation,
  Notebook,
  OfficeBuilding,
  Setting,
  Tickets,
  WarningFilled,
} from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export interface NavSection {
  id: string
  titleKey: string
  icon: Component
}

/** The entries of the console in the order of people's work. Routes name theirs in meta.nav.section. */
export const sections: NavSection[] = [
  { id: 'workbench', titleKey: 'nav.workbench', icon: HomeFilled },
  { id: 'suppliers', titleKey: 'nav.suppliers', icon: OfficeBuilding },
  { id: 'contracts', titleKey: 'nav.contracts', icon: Document },
  { id: 'field', titleKey: 'nav.field', icon: MapLocation },
  { id: 'findings', titleKey: 'nav.findings', icon: WarningFilled },
  { id: 'assessment', titleKey: 'nav.assessment', icon: DataAnalysis },
  { id: 'settlement', titleKey: 'nav.settlement', icon: Tickets },
  { id: 'quota', titleKey: 'nav.quota', icon: Coin },
  { id: 'standards', titleKey: 'nav.standards', icon: Notebook },
  { id: 'system', titleKey: 'nav.system', icon: Setting },
]

export interface NavItem {
  to: string
  titleKey: string
  order: number
}

export interface NavGroup extends NavSection {
  items: NavItem[]
}

/** What this person may open, grouped by entry; entries with nothing in them are left out. */
export function navigation(routes: readonly RouteRecordRaw[], may: (permission?: string | string[]) => boolean): NavGroup[] {
  return sections
    .map((section) => ({
      ...section,
      items: routes
        .filter((r) => r.meta?.nav?.section === section.id && may(r.meta.permission))
        .map((r) => ({ to: r.path, titleKey: r.meta!.nav!.titleKey, order: r.meta!.nav!.order }))
        .sort((a, b) => a.order - b.order),
    }))
    .filter((group) => group.items.length > 0)
}

/** Whether the address is this page or one below it. */
export function contains(to: string, path: string): boolean {
  return path === to || (to !== '/' && path.startsWith(to + '/'))
}

/** Of two pages that both contain the address (/quota, /quota/costs) the nearer one. */
export function nearest(items: readonly { to: string }[], path: string): string | undefined {
  return items.filter((i) => contains(i.to, path)).sort((a, b) => b.to.length - a.to.length)[0]?.to
}
