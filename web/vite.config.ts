import { defineConfig } from 'vite';

// One HTML file per page; gateway/http/pages.py serves them and their assets, and hatch_build.py runs this build.
export default defineConfig({
  build: {
    outDir: '../gateway/http/static',
    emptyOutDir: true,
    manifest: 'manifest.json', // the test of the pages' sizes reads it
    assetsInlineLimit: 0, // so that the content security policy needs no data: of ours
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 5000, // the editor itself
    rolldownOptions: {
      input: { dashboard: 'dashboard.html', graphiql: 'graphiql.html', portal: 'portal.html' },
      checks: { moduleLevelDirective: false }, // 'use client' in dependencies: a hundred warnings about nothing
    },
  },
  worker: { format: 'es' },
});
