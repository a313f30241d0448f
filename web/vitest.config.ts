import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [vue()],
  resolve: {
    alias: { '@shared': at('./shared'), '@console': at('./console/src'), '@field': at('./field/src') },
  },
  test: {
    environment: 'happy-dom',
    include: ['{console,field,shared}/**/*.test.ts'],
    env: { TZ: 'Asia/Shanghai' },
    server: { deps: { inline: ['element-plus'] } },
  },
})
