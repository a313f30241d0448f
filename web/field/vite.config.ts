import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { weightCheck } from './check-weight.mjs'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const server = process.env.HENGJIAN_DEV_SERVER ?? 'http://localhost:8080'

export default defineConfig({
  root: at('.'),
  base: '/field/',
  plugins: [
    vue(),
    VitePWA({
      // registered by our own module: the content security policy allows no inline script
      injectRegister: false,
      // a check in progress is never reloaded under somebody's thumb; the app offers the update
      registerType: 'prompt',
      manifest: {
        id: '/field/',
        name: '衡鉴现场',
        short_name: '衡鉴现场',
        description: '扫码检查、整改、复查，没有网络也能用',
        lang: 'zh-CN',
        start_url: '/field/',
        scope: '/field/',
        display: 'standalone',
        orientation: 'portrait',
        background_color: '#f3f5f7',
        theme_color: '#0b5d8f',
        icons: [
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
      },
      workbox: {
        // the scanner's wasm too: a phone without BarcodeDetector scans in the basement as well
        globPatterns: ['**/*.{js,css,html,svg,png,wasm,webmanifest}'],
        maximumFileSizeToCacheInBytes: 3 * 1024 * 1024,
        navigateFallback: '/field/index.html',
        navigateFallbackAllowlist: [/^\/field\//],
        cleanupOutdatedCaches: true,
        // the API is never answered from a cache here; the app keeps what it may show in IndexedDB
        runtimeCaching: [],
      },
    }),
    weightCheck(at('../dist/field')),
  ],
  resolve: { alias: { '@shared': at('../shared'), '@field': at('./src') } },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: at('../dist/field'),
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    // assets as files: data: addresses are not in the content security policy
    assetsInlineLimit: 0,
  },
  server: { port: 5174, proxy: { '/api': server, '/q/': server, '/healthz': server } },
})
