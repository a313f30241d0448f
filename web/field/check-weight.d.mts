import type { Plugin } from 'vite'

export const limitKB: number
export function firstLoad(dist: string): { file: string; bytes: number }[]
export function check(dist: string): number
export function weightCheck(dist: string): Plugin
