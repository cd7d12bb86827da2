// Builds the page into dist/: index.html and, under assets/, files whose names carry a hash of their content.

import { defineConfig } from "vite";

export default defineConfig({
  build: {
    // Every file but index.html belongs under assets/, however small: the server then has two rules, not a list.
    assetsInlineLimit: 0,
    // Monaco is one megabyte however it is cut; the warning would tell us nothing new.
    chunkSizeWarningLimit: 5000,
    // Browsers that can run this page preload modules by themselves.
    modulePreload: { polyfill: false },
    // Compressing every file only to print its size costs seconds.
    reportCompressedSize: false,
    // Libraries mark modules with "use client" for React servers; there is none here and the mark may go.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
    target: "es2022",
  },
  // The GraphQL worker imports its formatter on demand, which only module workers can.
  worker: { format: "es" },
  // `npm run dev` serves the page alone; the graph and the start document come from a running gateway.
  server: {
    proxy: {
      "/graphql": "http://127.0.0.1:8000",
      "/graphiql.json": "http://127.0.0.1:8000",
    },
  },
});
