import type { Viewport } from "next";
import localFont from "next/font/local";
import type { ReactNode } from "react";
import { OutsideEmbeds } from "./_shell/outside-embeds.tsx";
import styles from "./_shell/shell.module.css";
import { SiteFooter } from "./_shell/site-footer.tsx";
import { SiteHeader } from "./_shell/site-header.tsx";
import { themeScript } from "./_shell/theme.ts";
import "./globals.css";

const sans = localFont({
  src: "./_fonts/geist-sans.woff2",
  variable: "--font-sans",
  weight: "400 700",
});

/** Letters that the subset lacks, in names from elsewhere; loaded where a page has one. */
const sansBeyond = localFont({
  src: "../node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2",
  variable: "--font-sans-beyond",
  weight: "100 900",
  preload: false,
  adjustFontFallback: false,
  declarations: [{ prop: "unicode-range", value: "U+0100-02FF, U+0300-036F, U+1E00-1EFF, U+20A0-20BF" }],
});

const mono = localFont({
  src: "../node_modules/geist/dist/fonts/geist-mono/GeistMono-Variable.woff2",
  variable: "--font-mono",
  weight: "100 900",
  preload: false,
});

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#101215" },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The theme script sets data-theme before React sees the element.
    <html
      lang="en"
      className={`${sans.variable} ${sansBeyond.variable} ${mono.variable}`}
      suppressHydrationWarning
    >
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: constants of this repository, before first paint */}
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>
        <OutsideEmbeds>
          <a className={styles.skip} href="#content">
            Skip to the content
          </a>
          <SiteHeader />
        </OutsideEmbeds>
        <main id="content" className={styles.main} tabIndex={-1}>
          {children}
        </main>
        <OutsideEmbeds>
          <SiteFooter />
        </OutsideEmbeds>
      </body>
    </html>
  );
}
