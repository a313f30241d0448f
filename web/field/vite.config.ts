import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const server = process.env.HENGJIAN_DEV_SERVER ?? 'http://localhost:8080'

export default defineConfig({
  root: at('.'),
  base: '/field/',
  plugins: [vue()],
  resolve: { alias: { '@shared': at('../shared'), '@field': at('./src') } },
  build: { outDir: at('../dist/field'), emptyOutDir: true, target: 'es2022' },
  server: { port: 5174, proxy: { '/api': server, '/q/': server } },
})
