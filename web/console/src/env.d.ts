import 'vue-router'

export interface NavPlace {
  /** The entry of the left navigation this page belongs to; see app/nav.ts. */
  section: string
  titleKey: string
  order: number
}

declare module 'vue-router' {
  interface RouteMeta {
    /** Any one of these opens the page; absent: every signed-in person. */
    permission?: string | string[]
    nav?: NavPlace
    titleKey?: string
    /** No session needed. */
    open?: boolean
  }
}
