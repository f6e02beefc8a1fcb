import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * Everything the page needs comes from its own address: assets stay files (a data address would need a wider content security policy)
 * and in development the queries and the websocket are passed on to a running backend.
 */
const backend = process.env.BACKEND ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022', manifest: true },
  server: { proxy: { '/api': backend, '/live': { target: backend, ws: true } } },
});
