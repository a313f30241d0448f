import { useRouter, type RouteLocationRaw } from 'vue-router'
import { useSession } from './session'

type To = RouteLocationRaw | null | undefined

/** Whether a page opens for who is signed in: what a route asks for is said once, in its meta. */
export function useDoor() {
  const router = useRouter()
  const session = useSession()
  const opens = (to: To): boolean => Boolean(to) && session.may(router.resolve(to!).meta.permission)
  /** Goes there, or stays: a mark in a chart has no other way to be no link. */
  const go = (to: To): void => {
    if (opens(to)) void router.push(to!)
  }
  return { opens, go }
}
