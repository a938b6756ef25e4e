import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where the development pages find a platform: the in-memory one of dev/server.mjs, or a real node. */
const platform = process.env['TONGMAI_URL'] ?? 'http://127.0.0.1:8090';

/**
 * Writes the content security policy into each built page. No inline script anywhere; inline style only in the console,
 * because Ant Design inserts its style elements at run time.
 */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml(html, page) {
      const style = page.path.startsWith('/console/') ? "'self' 'unsafe-inline'" : "'self'";
      const policy =
        `default-src 'none'; script-src 'self'; style-src ${style}; img-src 'self' data:; connect-src 'self'; ` +
        `font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'`;
      return html.replace('<head>', `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`);
    },
  };
}

export default defineConfig({
  appType: 'mpa',
  plugins: [react(), contentSecurityPolicy()],
  server: { proxy: { '/api': platform } },
  build: {
    manifest: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: { landing: 'index.html', m: 'm/index.html', console: 'console/index.html', consent: 'consent/index.html' } },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0]);
